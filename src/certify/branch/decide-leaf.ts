import { programBuilder } from '../../convex/program-builder.js';
import { loadHighs } from '../../convex/solvers/highs/load.js';
import { highsSimplex } from '../../convex/solvers/highs/simplex.js';
import type { PolyhedralProgram } from '../../convex/solvers/polyhedral.js';
import { wasmInstance } from '../../convex/solvers/wasm-instance.js';
import type { DualPoint, Region, RelaxedForm } from '../bounds/relaxed-form.js';
import { type Affine, affineLeaf, affineValue } from './affine-leaf.js';

const simplex = highsSimplex(wasmInstance(loadHighs));
/** The least tolerance HiGHS allows. */
const options = { tolerance: 1e-10, maxIterations: 1000 };

/** What a leaf's linear program suggests; neither part is believed before it has been checked. */
export interface LeafAnswer {
  /** A dual point that should prove a positive bound, where there is one. */
  readonly point: DualPoint;
  /** The x of the box that should have g(x) <= 0, where there is one. */
  readonly x: Float64Array;
}

/**
 * Solves a leaf: a region without open neurons but those on which the form is convex. With x = center + radii u,
 *
 *   minimise t   subject to   g(x, y) <= scale t,   -sign_i z_i(x) <= scale_i t   (held neurons),
 *                             y_i >= z_i(x),  y_i >= slope z_i(x)   (open neurons),   |u_j| <= 1,
 *
 * has an optimum t > 0 exactly where no x of the region has g(x) <= 0; the multipliers are then a dual point with a
 * positive bound, of weight 0 where the region is empty. Undefined where HiGHS fails.
 */
export async function decideLeaf(
  form: RelaxedForm,
  region: Region,
  { values: start }: DualPoint,
): Promise<LeafAnswer | undefined> {
  const { center, radii } = form.box;
  const { held, curves, linear } = affineLeaf(form, region);
  const moving = Array.from(radii.keys()).filter((j) => radii[j]! > 0);
  const builder = programBuilder();
  const u = builder.variables(moving.length);
  const y = builder.variables(curves.length);
  const t = builder.variables(1, 1);
  const inBox = (z: Affine, factor: number): [number, number][] =>
    moving.map((j, place) => [u + place, factor * z.slope[j]! * radii[j]!]);
  const least = (terms: Iterable<readonly [number, number]>, constant: number) =>
    builder.nonnegative(terms, constant);

  for (let place = 0; place < moving.length; place++) {
    least([[u + place, 1]], 1);
    least([[u + place, -1]], 1);
  }
  const heldRows = held.map(({ sign, z }) => {
    const factor = sign / size(z, radii);
    return { row: least([...inBox(z, factor), [t, 1]], factor * affineValue(z, center)), factor };
  });
  const curveRows = curves.map(({ z, slope }, i) => {
    const above = (share: number) =>
      least([[y + i, 1], ...inBox(z, -share)], -share * affineValue(z, center));
    return [above(1), above(slope)] as const;
  });
  const scale = curves.reduce((sum, { z, weight }) => sum + weight * size(z, radii), size(linear, radii));
  const curved = curves.map(({ weight }, i) => [y + i, -weight / scale] as const);
  const formRow = least(
    [...inBox(linear, -1 / scale), ...curved, [t, 1]],
    -affineValue(linear, center) / scale,
  );

  const solved = await solve(builder.build());
  if (!solved) return undefined;
  const multiplier = (r: number) => Math.max(0, solved.z[r]!);
  const values = start.slice();
  const weight = multiplier(formRow) / scale;
  held.forEach(({ neuron }, i) => {
    const { row, factor } = heldRows[i]!;
    values[neuron] = multiplier(row) * Math.abs(factor);
  });
  curves.forEach(({ neuron, weight: c, slope }, i) => {
    const [upper, lower] = curveRows[i]!;
    const alpha = (multiplier(upper) + slope * multiplier(lower)) / (c * weight);
    values[neuron] = alpha > slope ? Math.min(1, alpha) : slope;
  });
  const x = center.slice();
  moving.forEach((j, place) => {
    x[j]! += radii[j]! * Math.min(1, Math.max(-1, solved.x[u + place]!));
  });
  return { point: { values, weight }, x };
}

/** The most the function can move in the box; 1 where it cannot. */
function size({ slope }: Affine, radii: Float64Array): number {
  let reach = 0;
  for (let j = 0; j < slope.length; j++) reach += radii[j]! * Math.abs(slope[j]!);
  return reach > 0 ? reach : 1;
}

async function solve(program: Omit<PolyhedralProgram, 'zero'>) {
  const session = await simplex.open({ ...program, zero: 0 });
  try {
    const { x, z } = await session.solve(options);
    return x && z ? { x, z } : undefined;
  } finally {
    session.dispose();
  }
}
