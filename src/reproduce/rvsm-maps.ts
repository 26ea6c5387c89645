import { l0 } from '../core/proximal/l0.js';
import { l1 } from '../core/proximal/l1.js';
import { type BoundPenalty, bind, type SeparablePenalty } from '../core/proximal/penalty.js';
import { transformedL1 } from '../core/proximal/transformed-l1.js';
import { type GraphCurve, graphFigure } from '../report/figures/graph.js';
import { type ExperimentResult, measured } from './experiment.js';
import { type PenaltyName, penaltyNames, setting } from './rvsm-published.js';

/** What one figure gives. */
export type FigurePart = Pick<ExperimentResult, 'claims' | 'tables' | 'figures'>;

export const penalties: Readonly<Record<PenaltyName, BoundPenalty>> = {
  l0: bind(l0, {}),
  tl1: bind(transformedL1, { a: setting.a }),
  l1: bind(l1, {}),
};

/** Step of the proximal maps in Fig. 4, and in Figs. 5 and 6. */
export const wideStep = 0.5;
export const narrowStep = 0.05;

const show = (value: number) => value.toPrecision(3);
const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
const onEntry = (penalty: BoundPenalty, x: number, step: number) =>
  penalty.prox(Float64Array.of(x), step).y[0]!;

/** Fig. 4. */
export function thresholdMaps(): FigurePart {
  const maps = [
    { label: 'soft (l1)', ...mapOf(l1, {}) },
    { label: 'hard (l0)', ...mapOf(l0, {}) },
    { label: 'tl1, a = 2 (sub-critical)', ...mapOf(transformedL1, { a: 2 }) },
    { label: 'tl1, a = 1 (super-critical)', ...mapOf(transformedL1, { a: 1 }) },
  ];
  const jump = (i: number) => maps[i]!.jump;
  return {
    claims: [
      measured('The tl1 map is continuous below the critical step a^2 / (2 (a + 1))', 'Fig. 4, Lemma 5.2.1', `jump ${show(jump(2))} at a = 2, step 1/2`, jump(2) < 1e-4),
      measured('Above it the map jumps, to sqrt(2 step (a + 1)) - a', 'Fig. 4, Lemma 5.2.1', `jump ${show(jump(3))} at a = 1, step 1/2, where the formula gives ${show(Math.sqrt(4 * wideStep) - 1)}`, Math.abs(jump(3) - (Math.sqrt(4 * wideStep) - 1)) < 1e-4),
      measured('Soft thresholding is continuous, hard thresholding jumps', 'Fig. 4', `jumps ${show(jump(0))} and ${show(jump(1))}`, jump(0) < 1e-4 && jump(1) > 0.5),
    ], // biome-ignore format: one claim a line
    tables: [],
    figures: [
      {
        caption: 'Fig. 4, top: soft and hard thresholding at step 1/2.',
        drawing: graphFigure({
          id: 'maps',
          title: 'Soft and hard thresholding',
          across: 'x',
          up: 'prox(x)',
          curves: maps.slice(0, 2),
        }),
      },
      {
        caption: 'Fig. 4, bottom: the maps of the transformed l1 penalty at step 1/2.',
        drawing: graphFigure({
          id: 'tl1-maps',
          title: 'Thresholding by transformed l1',
          across: 'x',
          up: 'prox(x)',
          curves: maps.slice(2),
        }),
      },
    ],
  };
}

/** A map in the pieces between its thresholds, and how far it jumps there. */
function mapOf<P>(separable: SeparablePenalty<P>, params: P): { pieces: GraphCurve['pieces']; jump: number } {
  const penalty = bind(separable, params);
  const threshold = separable.threshold(wideStep, params);
  const above = threshold + 1e-9;
  const piece = (from: number, to: number) =>
    grid(from, to, 60).map((x) => ({ x, y: onEntry(penalty, x, wideStep) }));
  return {
    pieces: [piece(-3, -above), piece(-threshold, threshold), piece(above, 3)],
    jump: onEntry(penalty, above, wideStep),
  };
}

/** Fig. 5: min over y of (y - x)^2 / 2 + step P(y). */
export function envelopes(): FigurePart {
  const value = (name: PenaltyName, x: number) => {
    const { y, value: there } = penalties[name].prox(Float64Array.of(x), narrowStep);
    return (y[0]! - x) ** 2 / 2 + narrowStep * there;
  };
  const places = grid(-2, 2, 400);
  const inside = places.filter((x) => Math.abs(x) <= 1);
  const curve = (label: string, at: (x: number) => number, pieces: readonly number[][]): GraphCurve => ({
    label,
    pieces: pieces.map((piece) => piece.map((x) => ({ x, y: at(x) }))),
  });
  // The l0 penalty jumps at 0.
  const halves = [places.filter((x) => x < 0), places.filter((x) => x > 0)];
  return {
    claims: [
      measured(
        'On [-1, 1], where |x| <= tl1 <= l0, the envelopes have the same order',
        'Fig. 5 (monotonicity of the minimum)',
        `on ${inside.length} points`,
        inside.every(
          (x) => value('l1', x) <= value('tl1', x) + 1e-15 && value('tl1', x) <= value('l0', x) + 1e-15,
        ),
      ),
    ],
    tables: [],
    figures: [
      {
        caption: 'Fig. 5: Moreau envelopes of 0.05 P.',
        drawing: graphFigure({
          id: 'envelopes',
          title: 'Moreau envelopes',
          across: 'x',
          up: 'least (y - x)² / 2 + 0.05 P(y)',
          curves: penaltyNames.map((name) => curve(name, (x) => value(name, x), [places])),
        }),
      },
      {
        caption: 'The penalties themselves, of one entry.',
        drawing: graphFigure({
          id: 'penalties',
          title: 'Penalties',
          across: 'x',
          up: 'P(x)',
          curves: penaltyNames.map((name) =>
            curve(name, (x) => penalties[name].value(Float64Array.of(x)), name === 'l0' ? halves : [places]),
          ),
        }),
      },
    ],
  };
}
