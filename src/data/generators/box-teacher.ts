import { boxNorm, row } from '../../core/matrix.js';
import type { Random } from '../../core/random.js';
import { inputGradient, preactivation, type ReluNetwork } from '../../core/relu-network.js';

/** The line normal . x + offset = 0 in the plane, with a unit normal. */
export interface Line {
  readonly normal: readonly [number, number];
  readonly offset: number;
}

/** Share of the square, divided by the number of lines, on which the sides of two lines must differ. */
const separation = 0.3;
/** Tries to draw one more line. */
const maxDraws = 1000;
/** How many times its box's reach a point stays away from every line. */
const lineMargin = 1.25;
/** Least value of the teacher anywhere on a box, in units of the radius; its slopes are of order 1. */
const valueMargin = 0.25;

/** Centers of a 32 x 32 grid of the square [-1, 1]^2, as inputs (x, y, 1). */
const grid = Array.from({ length: 1024 }, (_, k) =>
  Float64Array.of(((k % 32) + 0.5) / 16 - 1, (Math.floor(k / 32) + 0.5) / 16 - 1, 1),
);

/**
 * Random lines through [-1, 1]^2 that differ: each pair of half-planes, one of each line, shares and misses some
 * part of the square. Undefined when no such lines are found.
 */
export function drawLines(random: Random, count: number): Line[] | undefined {
  const lines: Line[] = [];
  const sides: boolean[][] = [];
  for (let draw = 0; draw < maxDraws && lines.length < count; draw++) {
    const angle = Math.PI * random.uniform();
    const normal = [Math.cos(angle), Math.sin(angle)] as const;
    const offset = -normal[0] * (2 * random.uniform() - 1) - normal[1] * (2 * random.uniform() - 1);
    const side = grid.map(([x, y]) => normal[0] * x! + normal[1] * y! + offset > 0);
    const least = (separation / count) * grid.length;
    const everywhere = side.map(() => true);
    if (
      [everywhere, ...sides].every((other) => {
        const differ = side.reduce((sum, s, k) => sum + (s === other[k] ? 0 : 1), 0);
        return differ >= least && differ <= grid.length - least;
      })
    ) {
      lines.push({ normal, offset });
      sides.push(side);
    }
  }
  return lines.length === count ? lines : undefined;
}

/**
 * A network on (x, y, 1) whose neurons are both half-planes of every line and a constant:
 *
 *   f(p) = sum_j a_j max(0, l_j(p)) + b_j max(0, -l_j(p)) - c,   1/2 <= |a_j|, |b_j| <= 3/2,
 *
 * c the median of the rest over the square, so that both signs cover half of it. For a single line f = l.
 */
export function drawTeacher(random: Random, lines: readonly Line[]): ReluNetwork {
  const hidden = Float64Array.from([
    ...lines.flatMap(({ normal: [a, b], offset }) => [a, b, offset, -a, -b, -offset]),
    0,
    0,
    1,
  ]);
  const slope = () => random.sign() * (0.5 + random.uniform());
  const slopes = lines.length === 1 ? [1, -1] : lines.flatMap(() => [slope(), slope()]);
  const teacher = {
    hidden: { rows: slopes.length + 1, cols: 3, data: hidden },
    output: { rows: 1, cols: slopes.length + 1, data: Float64Array.from([...slopes, 0]) },
  };
  if (lines.length > 1) {
    const values = Float64Array.from(grid, (point) => valueAt(teacher, point)).sort();
    teacher.output.data[slopes.length] = -values[grid.length / 2]!;
  }
  return teacher;
}

/**
 * The teacher's sign on the box of the given radius around a point, or undefined where the box comes near a line or
 * near a change of sign. Where it is given, no neuron changes its activity on the box, so f is affine there, and
 * sign f >= radius / 4 on all of the box.
 */
export function signOnBox(teacher: ReluNetwork, point: Float64Array, radius: number): -1 | 1 | undefined {
  const radii = Float64Array.of(radius, radius, 0);
  for (let j = 0; j < teacher.hidden.rows; j++) {
    const reach = boxNorm(row(teacher.hidden, j), radii);
    if (Math.abs(preactivation(teacher.hidden, j, point)) < lineMargin * reach) return undefined;
  }
  const value = valueAt(teacher, point);
  const reach = boxNorm(inputGradient(teacher, point), radii);
  if (Math.abs(value) < reach + valueMargin * radius) return undefined;
  return value > 0 ? 1 : -1;
}

/** f at one point: a ReLU network without biases is the product of its gradient and the point. */
function valueAt(teacher: ReluNetwork, point: Float64Array): number {
  const gradient = inputGradient(teacher, point);
  return gradient[0]! * point[0]! + gradient[1]! * point[1]! + gradient[2]! * point[2]!;
}
