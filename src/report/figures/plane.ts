import { type Matrix, zeros } from '../../core/matrix.js';
import type { AnyProblem } from '../../core/problem.js';

/** A two-class problem whose rows are points in the plane, with or without a column of ones. */
export interface Plane {
  /** The two data columns, across and up. */
  readonly columns: readonly [number, number];
  readonly names: readonly [string, string];
  /** The column of ones, where there is one. */
  readonly bias: number | undefined;
}

/** What part of the plane is drawn: [low, high] of each axis, and the height of the drawing as a share of its width. */
export interface Frame {
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
  readonly aspect: number;
}

/** The plane of a problem with two data columns and labels -1 and +1 in one output; of any other problem, nothing. */
export function planeOf({ train, summary }: AnyProblem): Plane | undefined {
  const { columns } = summary;
  if (
    columns.length !== train.x.cols ||
    train.x.rows === 0 ||
    train.y.cols !== 1 ||
    !train.y.data.every((y) => y === 1 || y === -1)
  ) {
    return undefined;
  }
  const data = columns.flatMap((name, c) => (name === 'bias' ? [] : [c]));
  const [across, up] = data;
  if (across === undefined || up === undefined || data.length > 2 || columns.length > 3) return undefined;
  const bias = columns.indexOf('bias');
  return {
    columns: [across, up],
    names: [columns[across]!, columns[up]!],
    bias: bias < 0 ? undefined : bias,
  };
}

/**
 * The training rows and their boxes with a margin. One unit is equally long both ways, so that the boxes are squares,
 * unless one column spans more than three times the other.
 */
export function frameOf({ train, radii }: AnyProblem, { columns }: Plane): Frame {
  const [across, up] = columns.map((c) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < train.x.rows; k++) {
      const value = train.x.data[k * train.x.cols + c]!;
      low = Math.min(low, value - radii[c]!);
      high = Math.max(high, value + radii[c]!);
    }
    const margin = 0.08 * (high - low) || 1;
    return [low - margin, high + margin] as const;
  }) as [Frame['across'], Frame['up']];
  const ratio = length(up) / length(across);
  if (ratio < 1 / 3 || ratio > 3) return { across, up, aspect: 1 };
  const aspect = Math.min(1.1, Math.max(0.6, ratio));
  return {
    across: widened(across, Math.max(length(across), length(up) / aspect)),
    up: widened(up, Math.max(length(up), length(across) * aspect)),
    aspect,
  };
}

/** side * side points of the frame as rows of the problem, line by line from the top left corner. */
export function gridRows(frame: Frame, plane: Plane, cols: number, side: number): Matrix {
  const grid = zeros(side * side, cols);
  const { across, up } = frame;
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const start = (j * side + i) * cols;
      grid.data[start + plane.columns[0]] = across[0] + (length(across) * i) / (side - 1);
      grid.data[start + plane.columns[1]] = up[1] - (length(up) * j) / (side - 1);
      if (plane.bias !== undefined) grid.data[start + plane.bias] = 1;
    }
  }
  return grid;
}

/** All corners of every row's box, row after row: each row of `x` becomes 2^(columns with a radius) rows. */
export function boxCorners(x: Matrix, radii: Float64Array): Matrix {
  const moved = Array.from(radii.keys()).filter((c) => radii[c]! > 0);
  const each = 2 ** moved.length;
  const corners = zeros(x.rows * each, x.cols);
  for (let r = 0; r < corners.rows; r++) {
    const k = Math.floor(r / each);
    corners.data.set(x.data.subarray(k * x.cols, (k + 1) * x.cols), r * x.cols);
    moved.forEach((c, bit) => {
      corners.data[r * x.cols + c]! += ((r >> bit) & 1 ? 1 : -1) * radii[c]!;
    });
  }
  return corners;
}

function length([low, high]: readonly [number, number]): number {
  return high - low;
}

function widened([low, high]: readonly [number, number], to: number): readonly [number, number] {
  const extra = (to - (high - low)) / 2;
  return [low - extra, high + extra];
}
