import type { ConicProgram } from '#relucent/plugins/conic-solver.js';
import { sparse, upperTriangle } from '../../support/sparse.js';

/** Coefficients of x and, last, a constant: an affine expression that must lie in its cone. */
type Expression = readonly number[];

interface DenseProgram {
  q: number[];
  /** Symmetric; none is 0. */
  p?: number[][];
  zero?: Expression[];
  nonnegative?: Expression[];
  cones?: Expression[][];
}

export type Expected =
  | { readonly ends: 'optimal'; readonly value: number /** Where it is unique. */; readonly x?: number[] }
  | { readonly ends: 'infeasible' }
  | { readonly ends: 'unbounded' };

export interface KnownProblem {
  readonly name: string;
  readonly program: ConicProgram;
  readonly expected: Expected;
}

/** Ax + s = b from expressions, as any caller of a conic solver would have to write it. */
export function conicProgram({ q, p, zero = [], nonnegative = [], cones = [] }: DenseProgram): ConicProgram {
  const n = q.length;
  const expressions = [...zero, ...nonnegative, ...cones.flat()];
  return {
    p: upperTriangle(p, n),
    q: Float64Array.from(q),
    a: sparse(
      expressions.map((expression) => expression.slice(0, n).map((value) => -value)),
      n,
    ),
    b: Float64Array.from(expressions, (expression) => expression[n]!),
    cones: {
      zero: zero.length,
      nonnegative: nonnegative.length,
      secondOrder: cones.map((cone) => cone.length),
    },
  };
}

function optimal(name: string, program: DenseProgram, value: number, x?: number[]): KnownProblem {
  return {
    name,
    program: conicProgram(program),
    expected: { ends: 'optimal', value, ...(x ? { x } : {}) },
  };
}

/** ||F x - g|| <= t with t the last variable, for the points g of a sum of distances in the plane. */
const distanceTo = (corner: readonly number[], t: number): Expression[] => {
  const head = [0, 0, 0, 0, 0, 0];
  head[2 + t] = 1;
  return [head, [1, 0, 0, 0, 0, -corner[0]!], [0, 1, 0, 0, 0, -corner[1]!]];
};

const triangle = [
  [1, 0],
  [-1 / 2, Math.sqrt(3) / 2],
  [-1 / 2, -Math.sqrt(3) / 2],
];

// 1/2 ||x - a||^2 + 1/2 ||x||: the group soft threshold x = (1 - 1/(2 ||a||)) a, here ||a|| = 5.
const shrink = { a: [3, 4], weight: 0.5, length: 5 };

// One feature in 0..255, samples (255, 1) and (128, 1), hinge losses 1 - x w and weight 1e-9: w = 1/128.
const pixel = { weight: 1e-9 };

export const knownProblems: readonly KnownProblem[] = [
  optimal(
    'linear program',
    // Vertex x0 = 3, x1 = 1 of x0 + x1 <= 4, x0 <= 3, x >= 0.
    {
      q: [-3, -2],
      nonnegative: [
        [-1, -1, 4],
        [-1, 0, 3],
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
    -11,
    [3, 1],
  ),
  optimal(
    'linear program with equality rows',
    // Transport from 2 and 3 to 1 and 4 at costs 1 4 / 2 3: the vertices cost 1 + 4 + 9 = 14 and 8 + 2 + 6 = 16.
    {
      q: [1, 4, 2, 3],
      zero: [
        [1, 1, 0, 0, -2],
        [0, 0, 1, 1, -3],
        [1, 0, 1, 0, -1],
      ],
      nonnegative: [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
      ],
    },
    14,
    [1, 1, 0, 3],
  ),
  optimal(
    'quadratic program',
    // Distance of (2, 2) to x0 + x1 <= 2: half of 2, minus the constant 4.
    {
      p: [
        [1, 0],
        [0, 1],
      ],
      q: [-2, -2],
      nonnegative: [[-1, -1, 2]],
    },
    -3,
    [1, 1],
  ),
  optimal(
    'quadratic program with coupled variables and an equality row',
    // P = [2 1; 1 2], x0 + x1 = 1: x = (1/2, 1/2), 1/2 x'Px = 3/4.
    {
      p: [
        [2, 1],
        [1, 2],
      ],
      q: [0, 0],
      zero: [[1, 1, -1]],
    },
    0.75,
    [0.5, 0.5],
  ),
  optimal(
    'no rows at all',
    {
      p: [
        [2, 1],
        [1, 2],
      ],
      q: [-3, -3],
    },
    -3,
    [1, 1],
  ),
  optimal(
    'linear objective over a shifted ball',
    // min x0 + 2 x1 + 2 x2 over ||x - (1, 1, 1)|| <= 2: 5 - 2 * 3.
    {
      q: [1, 2, 2],
      cones: [
        [
          [0, 0, 0, 2],
          [1, 0, 0, -1],
          [0, 1, 0, -1],
          [0, 0, 1, -1],
        ],
      ],
    },
    -1,
    [1 / 3, -1 / 3, -1 / 3],
  ),
  optimal(
    'smallest residual',
    // min ||(x - 1, x - 2, 2x)||: x = 1/2, residual sqrt(1/4 + 9/4 + 1).
    {
      q: [0, 1],
      cones: [
        [
          [0, 1, 0],
          [1, 0, -1],
          [1, 0, -2],
          [2, 0, 0],
        ],
      ],
    },
    Math.sqrt(3.5),
    [0.5, Math.sqrt(3.5)],
  ),
  optimal(
    'sum of distances',
    // The point of least total distance to the corners of a regular triangle is its centre.
    { q: [0, 0, 1, 1, 1], cones: triangle.map((corner, t) => distanceTo(corner, t)) },
    3,
    [0, 0, 1, 1, 1],
  ),
  optimal(
    'quadratic program with a cone',
    {
      p: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
      q: [-shrink.a[0]!, -shrink.a[1]!, shrink.weight],
      cones: [
        [
          [0, 0, 1, 0],
          [1, 0, 0, 0],
          [0, 1, 0, 0],
        ],
      ],
    },
    -((shrink.length - shrink.weight) ** 2) / 2,
    shrink.a.map((a) => a * (1 - shrink.weight / shrink.length)),
  ),
  optimal(
    'a cone of two rows beside linear rows',
    // min t - x/2 with |x| <= t, t - 1 >= 0, x <= 3: t = x = 1.
    {
      q: [-0.5, 1],
      nonnegative: [
        [-1, 0, 3],
        [0, 1, -1],
      ],
      cones: [
        [
          [0, 1, 0],
          [1, 0, 0],
        ],
      ],
    },
    0.5,
    [1, 1],
  ),
  optimal(
    'a cost on the boundary of the dual cone',
    // min t - (x0 + x1)/sqrt(2) with ||x|| <= t: 0, though every polyhedron around the cone leaves it unbounded but one
    // with this very tangent.
    {
      q: [-Math.SQRT1_2, -Math.SQRT1_2, 1],
      cones: [
        [
          [0, 0, 1, 0],
          [1, 0, 0, 0],
          [0, 1, 0, 0],
        ],
      ],
    },
    0,
  ),
  optimal(
    'degenerate vertex',
    // Six rows through (1, 1) in the plane.
    {
      q: [-1, -1],
      nonnegative: [
        [-1, 0, 1],
        [0, -1, 1],
        [-1, -1, 2],
        [-2, -1, 3],
        [-1, -2, 3],
        [-3, -1, 4],
      ],
    },
    -2,
    [1, 1],
  ),
  optimal(
    'redundant and empty rows',
    {
      q: [1, 1],
      zero: [
        [1, -1, 0],
        [2, -2, 0],
      ],
      nonnegative: [
        [1, 0, -1],
        [1, 0, -1],
        [2, 0, -1],
        [0, 0, 1],
      ],
    },
    2,
    [1, 1],
  ),
  optimal(
    'columns in 0..255 and a cost of 1e-9',
    {
      q: [0, pixel.weight, 0.5, 0.5],
      nonnegative: [
        [255, 0, 1, 0, -1],
        [128, 0, 0, 1, -1],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
      ],
      cones: [
        [
          [0, 1, 0, 0, 0],
          [1, 0, 0, 0, 0],
        ],
      ],
    },
    pixel.weight / 128,
  ),
  optimal(
    'ridge regression on columns in 0..255',
    // 1/2 (255 x - 255)^2 + 1/2 1e-3 x^2, the residual a variable of its own.
    {
      p: [
        [0.001, 0],
        [0, 1],
      ],
      q: [0, 0],
      zero: [[255, -1, -255]],
    },
    0.5 * 0.001 * (255 ** 2 / (255 ** 2 + 0.001)),
    [255 ** 2 / (255 ** 2 + 0.001), (-255 * 0.001) / (255 ** 2 + 0.001)],
  ),
  {
    name: 'infeasible rows',
    program: conicProgram({
      q: [1],
      nonnegative: [
        [1, -1],
        [-1, 0],
      ],
    }),
    expected: { ends: 'infeasible' },
  },
  {
    name: 'a cone away from its halfspace',
    program: conicProgram({
      q: [1, 0],
      nonnegative: [[1, 1, -2]],
      cones: [
        [
          [0, 0, 1],
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    }),
    expected: { ends: 'infeasible' },
  },
  {
    name: 'unbounded linear program',
    program: conicProgram({
      q: [1, 0],
      nonnegative: [
        [-1, 0, 1],
        [0, 1, 0],
      ],
    }),
    expected: { ends: 'unbounded' },
  },
  {
    name: 'unbounded along a direction without curvature',
    program: conicProgram({
      p: [
        [1, 0],
        [0, 0],
      ],
      q: [0, -1],
      nonnegative: [[0, 1, 0]],
    }),
    expected: { ends: 'unbounded' },
  },
];

/** min t with t - 1 in the half line that a cone of one row is. */
export const oneRowCone = optimal('a cone of one row', { q: [1], cones: [[[1, -1]]] }, 1, [1]);
