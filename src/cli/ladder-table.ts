import type { Rung } from '../core/generated/documents.js';

/** A ladder as text: one row a rung, lowest first; on a path one weight after the other. */
export function ladderTable(ladder: readonly Rung[]): string {
  const rows = ladder.map((rung) => [
    rung.weight === undefined ? '' : String(rung.weight),
    rung.kind,
    rung.label,
    rung.value.toPrecision(7),
    rung.repeats ? `${rung.repeats.mean.toPrecision(4)} +- ${rung.repeats.sd.toPrecision(2)}` : '',
    rung.attacked === undefined ? '' : rung.attacked.toPrecision(5),
    rung.kind === 'lower' ? rung.scope : '',
    `${rung.seconds.toFixed(1)} s`,
  ]);
  const head = ['weight', '', 'run', 'objective', 'over repeats', 'under attack', 'bounds', 'time'];
  const used = head.map((_, column) => rows.some((row) => row[column] !== ''));
  const table = [head, ...rows].map((row) => row.filter((_, column) => used[column]));
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
