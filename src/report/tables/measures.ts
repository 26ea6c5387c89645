import type { SolverSummary, Spread } from '../../core/generated/documents.js';

/** Measures of every solver on the training and the test part, one column each. */
export interface MeasuresTable {
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly solver: SolverSummary;
    readonly part: 'train' | 'test';
    /** By column; absent where a solver has no value. */
    readonly cells: ReadonlyMap<string, Spread>;
  }[];
}

/** Accuracies: clean, under each attack, certified. */
export function accuracyTable(summary: readonly SolverSummary[]): MeasuresTable {
  return measuresTable(summary, accuracyColumn);
}

/** Losses: clean, under each attack, certified. */
export function lossTable(summary: readonly SolverSummary[]): MeasuresTable {
  return measuresTable(summary, lossColumn);
}

function measuresTable(
  summary: readonly SolverSummary[],
  columnOf: (measure: string) => string | undefined,
): MeasuresTable {
  const columns = new Set<string>();
  const rows = summary.flatMap((solver) =>
    (['train', 'test'] as const).flatMap((part) => {
      const cells = new Map<string, Spread>();
      for (const [key, spread] of Object.entries(solver.values)) {
        const column = key.startsWith(`${part}.`) ? columnOf(key.slice(part.length + 1)) : undefined;
        if (column === undefined) continue;
        columns.add(column);
        cells.set(column, spread);
      }
      return cells.size > 0 ? [{ solver, part, cells }] : [];
    }),
  );
  return { columns: [...columns].sort((one, other) => rank(one) - rank(other)), rows };
}

function accuracyColumn(measure: string): string | undefined {
  if (measure === 'accuracy') return 'clean';
  if (measure === 'certifiedAccuracy') return 'certified';
  if (measure === 'robustAccuracy.upper') return 'at most';
  return attackOf(measure, 'accuracy');
}

function lossColumn(measure: string): string | undefined {
  if (measure === 'loss') return 'clean';
  if (measure === 'worstCaseLoss') return 'worst case, certified';
  if (measure === 'rmse') return 'root mean square error';
  return attackOf(measure, 'loss');
}

function attackOf(measure: string, leaf: string): string | undefined {
  if (measure === `attacked.${leaf}`) return strongestAttack;
  const match = measure.match(/^attacks\.(.+)\.(\w+)$/);
  return match?.[2] === leaf ? `under ${match[1]}` : undefined;
}

const strongestAttack = 'under all';

/** Clean first, certified last, attacks in between. */
function rank(column: string): number {
  if (column === 'clean') return 0;
  if (column === strongestAttack) return 2;
  return column.startsWith('under ') ? 1 : 3;
}
