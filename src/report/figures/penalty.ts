import { type AnyPenalty, type BoundPenalty, bind } from '../../core/proximal/penalty.js';
import { validate } from '../../core/validation.js';
import { h, type Markup } from '../markup.js';
import { type GraphInput, graphDrawing, graphSize } from './graph.js';
import { piecesOf } from './pieces.js';

/** The step at which a threshold map shows its shape. */
export const usualStep = 0.5;

/**
 * Three pictures of a penalty of one entry: P, its proximal operator at a step (the threshold map), and its Moreau
 * envelope min over y of P(y) + (y - x)^2 / (2 step).
 */
export function penaltyGraphs(penalty: BoundPenalty, step: number, id: string): GraphInput[] {
  const at = (x: number) => Float64Array.of(x);
  const value = (x: number) => penalty.value(at(x));
  const map = (x: number) => penalty.prox(at(x), step).y[0]!;
  const envelope = (x: number) => {
    const { y, value: there } = penalty.prox(at(x), step);
    return there + (y[0]! - x) ** 2 / (2 * step);
  };
  const reach = reachOf(map);
  const graph = (kind: string, title: string, up: string, f: (x: number) => number): GraphInput => ({
    id: `${id}-${kind}`,
    title,
    across: 'x',
    up,
    curves: [{ label: penalty.name, pieces: piecesOf(f, -reach, reach) }],
  });
  const short = Number(step.toPrecision(4));
  return [
    graph('value', `The penalty ${penalty.name}`, 'P(x)', value),
    graph('map', `Its proximal operator at step ${short}`, 'prox(x)', map),
    graph('envelope', `Its Moreau envelope at step ${short}`, 'least P(y) + (y − x)² / (2 step)', envelope),
  ];
}

/** Three times the size from which on the operator leaves something, within reason. */
function reachOf(map: (x: number) => number): number {
  let size = 1 / 64;
  while (size < 64 && map(size) === 0) size *= 2;
  return Math.max(2, 3 * size);
}

/** The pictures side by side as one SVG file. */
export function penaltySvg(penalty: BoundPenalty, step: number): string {
  const graphs = penaltyGraphs(penalty, step, 'penalty');
  const { width, height } = graphSize;
  const drawing = h(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${graphs.length * width} ${height}` },
    h('style', {}, { source: style }),
    graphs.map((graph, k): Markup => h('svg', { x: k * width, y: 0, width, height }, graphDrawing(graph))),
  );
  return `${drawing.source}\n`;
}

/** The same of a penalty of single entries with the defaults of its parameters, at the usual step. Throws InputError. */
export function penaltyPicture(penalty: AnyPenalty): string {
  const params = penalty.paramsSchema ? validate<object>(penalty.paramsSchema, {}, '/params') : {};
  return penaltySvg(bind(penalty, params), usualStep);
}

const style =
  '.curve{fill:none;stroke:#0a5ea8;stroke-width:2}.axis line{stroke:#d5dae0}.axis text{font:11px sans-serif;fill:#59636e}.axis .name{fill:#1b1f24}';
