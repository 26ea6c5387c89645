import type { Result, Rung } from '#relucent/core/generated/documents.js';
import { finite } from '#relucent/report/numbers.js';
import { bySolver } from '#relucent/report/runs.js';
import type { Figure, Line } from './figure.js';

/** The histories of all runs of one problem, the best run of each solver strongly, between the sharpest bounds. */
export function resultFigure(runs: readonly Result[], ladder: readonly Rung[]): Figure | undefined {
  const timed = runs.every(({ history }) => history.every(({ seconds }) => finite(seconds) !== undefined));
  const across = timed ? 'seconds' : 'iterations';
  const lines = bySolver(runs).flatMap(({ label, index, runs: repeats, best }) =>
    repeats.flatMap((run): Line[] => {
      const points = run.history.flatMap(({ seconds, iteration, objective }) => {
        const x = finite(timed ? seconds : iteration);
        const y = finite(objective);
        return x === undefined || y === undefined ? [] : [{ x, y }];
      });
      if (points.length < 2) return [];
      return [
        {
          label,
          colour: `s${index % 8}`,
          dashed: false,
          strong: run === best,
          x: points.map(({ x }) => x),
          y: points.map(({ y }) => y),
        },
      ];
    }),
  );
  if (lines.length === 0) return undefined;
  const end = Math.max(...lines.map(({ x }) => x.at(-1)!));
  const levels = [sharpest(ladder, 'lower'), sharpest(ladder, 'upper')].flatMap((rung): Line[] =>
    rung
      ? [
          {
            label: `${rung.kind} bound`,
            colour: rung.kind,
            dashed: true,
            strong: true,
            x: [0, end],
            y: [rung.value, rung.value],
          },
        ]
      : [],
  );
  return { across, lines: [...lines, ...levels] };
}

/** The greatest lower or the least upper bound, a global one before one on patterns. */
function sharpest(ladder: readonly Rung[], kind: 'lower' | 'upper'): Rung | undefined {
  const better = (one: Rung, other: Rung) =>
    Number(other.scope === 'global') - Number(one.scope === 'global') ||
    (kind === 'lower' ? other.value - one.value : one.value - other.value);
  return ladder.filter((rung) => rung.kind === kind && finite(rung.value) !== undefined).toSorted(better)[0];
}
