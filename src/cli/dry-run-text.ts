import type { DryRun } from '../pipeline/dry-run.js';

/** What would be run, and every solver's answer, for people. */
export function dryRunText({ data, routing, runs }: DryRun): string {
  const { answers } = routing;
  const width = Math.max(...answers.map(({ name }) => name.length));
  return [
    `${data.train} training rows, ${data.test} test rows, ${data.columns.length} columns`,
    ...runs.map(
      ({ label, seed, weight }) =>
        `would run ${label}, seed ${seed}${weight === undefined ? '' : `, weight ${weight}`}`,
    ),
    `auto: ${routing.chosen}, ${routing.why}`,
    ...answers.map(
      ({ name, supported, reason }) => `  ${supported ? 'yes' : 'no '}  ${name.padEnd(width)}  ${reason}`,
    ),
  ].join('\n');
}
