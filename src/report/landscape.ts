import { dot, row, zeros } from '../core/matrix.js';
import { inputGradients, type Network, predict } from '../core/network.js';
import type { Problem } from '../core/problem.js';

/** A two-dimensional slice of input space: training row `row` moved by delta in two of its columns. */
export interface Slice {
  readonly row: number;
  readonly columns: readonly [across: number, up: number];
  /** |delta| <= halfWidth in both columns. */
  readonly halfWidth: number;
  /** Grid points along each side. */
  readonly side: number;
}

/** Losses without their positive part on the grid of a slice, line by line from the top left corner. */
export interface Landscape {
  readonly slice: Slice;
  /** 1 - y (x + delta) . g, with g the slope of f at x: what the convex program sees. */
  readonly convex: Float64Array;
  /** 1 - y f(x + delta): what the network does. */
  readonly nonconvex: Float64Array;
  /** Radii of the threat in the two columns. */
  readonly radii: readonly [number, number];
}

/**
 * The two loss landscapes of Fig. 3 of Bai et al. around one training row. They agree wherever no neuron changes its
 * activity, so for a robust convex network on the whole box of the threat.
 */
export function landscape(network: Network, { train, radii }: Problem, slice: Slice): Landscape {
  const { columns, side } = slice;
  const point = row(train.x, slice.row);
  const y = train.y.data[slice.row]!;
  const slope = row(inputGradients(network, { rows: 1, cols: point.length, data: point }, oneRow), 0);
  const grid = zeros(side * side, train.x.cols);
  for (let i = 0; i < side * side; i++) {
    const moved = row(grid, i);
    moved.set(point);
    const [across, up] = shiftAt(slice, i);
    moved[columns[0]]! += across;
    moved[columns[1]]! += up;
  }
  return {
    slice,
    convex: Float64Array.from({ length: grid.rows }, (_, i) => 1 - y * dot(row(grid, i), slope)),
    nonconvex: predict(network, grid).data.map((f) => 1 - y * f),
    radii: [radii[columns[0]]!, radii[columns[1]]!],
  };
}

/** Largest |convex - nonconvex| inside the box of the threat and outside it. */
export function largestDifference({ slice, convex, nonconvex, radii }: Landscape): {
  readonly inside: number;
  readonly outside: number;
} {
  let [inside, outside] = [0, 0];
  convex.forEach((value, i) => {
    const difference = Math.abs(value - nonconvex[i]!);
    const [across, up] = shiftAt(slice, i);
    if (Math.abs(across) <= radii[0] && Math.abs(up) <= radii[1]) inside = Math.max(inside, difference);
    else outside = Math.max(outside, difference);
  });
  return { inside, outside };
}

const oneRow = { rows: 1, cols: 1, data: Float64Array.of(1) };

/** delta at grid point i. */
function shiftAt({ halfWidth, side }: Slice, i: number): readonly [across: number, up: number] {
  const at = (index: number) => halfWidth * ((2 * index) / (side - 1) - 1);
  return [at(i % side), -at(Math.floor(i / side))];
}
