import { version } from '../core/version.js';
import type { Experiment, ExperimentResult, ExperimentTable } from './experiment.js';

/** One experiment of a run of all of them. */
export interface Reproduced {
  readonly experiment: Pick<Experiment, 'name' | 'title' | 'source'>;
  readonly seconds: number;
  /** What it gave, or why it gave nothing. */
  readonly outcome: ExperimentResult | { readonly missing: string };
}

/** How many claims hold, fail and were not measured. */
export function verdictCounts({
  claims,
}: ExperimentResult): Readonly<Record<'holds' | 'fails' | 'open', number>> {
  const count = (verdict: string) => claims.filter((claim) => claim.verdict === verdict).length;
  return { holds: count('holds'), fails: count('fails'), open: count('not measured') };
}

export interface Setting {
  readonly quick: boolean;
  /** Node, processor and number of cores. */
  readonly machine: string;
}

/** All experiments as one Markdown page: a table of verdicts, then claims, tables and differences of each. */
export function overviewPage(all: readonly Reproduced[], { quick, machine }: Setting): string {
  const form = quick ? ' --quick' : '';
  return `${[
    '# Reproduction',
    `Written by \`relucent reproduce --all${form} --data FOLDER --out FOLDER\`, version ${version}, on ${machine}. One command reruns each: \`relucent reproduce NAME${form}\`.${quick ? ' These are the quick forms: each says how it differs from the published setting.' : ''}`,
    rows(
      ['experiment', 'claims that hold', 'fail', 'not measured', 's'],
      all.map(({ experiment, seconds, outcome }) => {
        const link = `[${experiment.name}](#${experiment.name})`;
        if ('missing' in outcome) return [link, '–', '–', '–', '–'];
        const { holds, fails, open } = verdictCounts(outcome);
        return [link, `${holds}`, `${fails}`, `${open}`, seconds.toFixed(0)];
      }),
    ),
    ...all.map(section),
  ].join('\n\n')}\n`;
}

function section({ experiment: { name, title, source }, outcome }: Reproduced): string {
  const heading = `## ${name}\n\n${title}. Source: ${source}.`;
  if ('missing' in outcome) return `${heading}\n\nNot run: ${outcome.missing}.`;
  const { claims, tables, settings, differences } = outcome;
  return [
    heading,
    rows(
      ['claim', 'published', 'ours', 'verdict'],
      claims.map(({ claim, published, ours, verdict, note }) => [
        claim,
        published,
        note ? `${ours} (${note})` : ours,
        verdict,
      ]),
    ),
    ...tables.map(
      ({ caption, columns, rows: cells }: ExperimentTable) => `${caption}:\n\n${rows(columns, cells)}`,
    ),
    `Setting: ${Object.entries(settings)
      .map(([key, value]) => `${key} ${value}`)
      .join('; ')}.`,
    differences.map((difference) => `- ${difference}`).join('\n'),
  ].join('\n\n');
}

function rows(columns: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...cells.map(line)].join('\n');
}
