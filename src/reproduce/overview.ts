import { version } from '../core/version.js';
import type { Experiment, ExperimentResult, ExperimentTable } from './experiment.js';

type Named = Pick<Experiment, 'name' | 'title' | 'source'>;

/** Why there are no figures. */
export interface Missing {
  readonly missing: string;
  /** Present where it ended with an error, rather than lacking its data. */
  readonly broke?: true;
}

/** An experiment that has not been run. */
export interface NotRun {
  readonly experiment: Named;
  readonly outcome: Missing;
}

/** One experiment of a run of all of them, as it is stored. */
export interface Reproduced {
  readonly experiment: Named;
  /** Of this package. */
  readonly version: string;
  readonly quick: boolean;
  /** Repeats in place of the experiment's own number, where they were asked for. */
  readonly repeats?: number;
  /** Node, processor and number of cores. */
  readonly machine: string;
  /** Seconds by the clock, and of all processors together. */
  readonly seconds: number;
  readonly processorSeconds: number;
  /** What it gave, or why it gave nothing. */
  readonly outcome: Omit<ExperimentResult, 'figures'> | Missing;
}

/** How many claims hold, fail and were not measured. */
export function verdictCounts({
  claims,
}: Pick<ExperimentResult, 'claims'>): Readonly<Record<'holds' | 'fails' | 'open', number>> {
  const count = (verdict: string) => claims.filter((claim) => claim.verdict === verdict).length;
  return { holds: count('holds'), fails: count('fails'), open: count('not measured') };
}

/** All experiments as one Markdown page: a table of verdicts, then claims, tables and differences of each. */
export function overviewPage(all: readonly (Reproduced | NotRun)[]): string {
  const run = all.filter((each) => 'machine' in each);
  const quick = run.some((each) => each.quick);
  const form = quick ? ' --quick' : '';
  const total = run.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0);
  return `${[
    quick ? '# Reproduction, quick forms' : '# Reproduction',
    `\`relucent reproduce --all${form} --data FOLDER --out FOLDER\` writes such a page; this one is of version ${version}, on ${[...new Set(run.map(({ machine }) => machine))].join('; ')}. One command reruns each: \`relucent reproduce NAME${form}\`.${quick ? ' These are the quick forms: each says how it differs from the published setting, and a claim that fails in it may hold in the full form.' : ' Together the full forms take hours; `--resume` goes on with a run that was cut off.'}`,
    'A claim *holds* or *fails* by the figures measured here; it is *not measured* where this form or this machine cannot decide it, and the reason is given.',
    rows(
      ['experiment', 'claims that hold', 'fail', 'not measured', 'seconds', 'processor seconds'],
      all.map((each) => {
        const link = `[${each.experiment.name}](#${each.experiment.name})`;
        if (!('machine' in each) || 'missing' in each.outcome) return [link, '–', '–', '–', '–', '–'];
        const { holds, fails, open } = verdictCounts(each.outcome);
        return [link, ...[holds, fails, open, each.seconds, each.processorSeconds].map((x) => x.toFixed(0))];
      }),
    ),
    `Together: ${Math.ceil(total / 60)} minutes of one processor. Where the seconds by the clock are many times those of the processors, other programs had the machine: runs that end after a time (IALAM and what it is compared with) then got that much less far.`,
    ...all.map(section),
  ].join('\n\n')}\n`;
}

function section({ experiment: { name, title, source }, outcome }: Reproduced | NotRun): string {
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
