import { inputError } from '../../core/errors.js';
import type { Random } from '../../core/random.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import { numberedColumns } from '../table.js';
import { drawLines, drawTeacher, type Line, signOnBox } from './box-teacher.js';
import type { Generator, Options } from './generator.js';

/** Teachers tried before the boxes are said not to fit. */
const maxTeachers = 60;
/** Points in a row that may fail before a teacher is given up. */
const maxMisses = 3000;
/** Squares thrown at random jam at a density of 0.562 (Brosilow, Ziff and Vigil, 1991). */
const jamming = 0.562;
/** No class has a smaller share than this. */
const leastShare = 0.25;

/** Labelled points with the teacher network, on (x, y, 1), that separates their boxes. */
export interface BoxSample {
  readonly points: readonly (readonly [number, number])[];
  readonly labels: readonly (-1 | 1)[];
  readonly lines: readonly Line[];
  readonly teacher: ReluNetwork;
}

/**
 * Points in [-1, 1]^2 with pairwise l-infinity distance above 2 r, labelled by the sign of a random ReLU network whose
 * neurons are the half-planes of a few random lines. Every box of radius r around a point misses every line, by a
 * quarter of its reach, and the network's change of sign: one network, stable on all boxes, separates the classes
 * robustly. With n >= 2 each class has at least a quarter of the points; with two lines or more and n >= 6 no straight
 * line separates the points.
 */
export const boxSeparable: Generator<Options<'box-separable'>> = {
  size: ({ n }) => 3 * n,
  generate(options, random, pointer) {
    const sample = drawBoxes(options, random);
    if (!sample) {
      const { n, radius, lines } = options;
      throw inputError(
        `${pointer}/n`,
        `no room was found for ${n} boxes of radius ${radius} beside ${lines} lines: use a smaller n, radius or number of lines`,
      );
    }
    return {
      columns: numberedColumns(2),
      cells: Float64Array.from(sample.points.flat()),
      target: Float64Array.from(sample.labels),
    };
  },
};

/** Draws lines, teacher and points anew until they meet the demands; undefined after a bounded number of tries. */
export function drawBoxes(
  { n, radius, lines: count }: Pick<Options<'box-separable'>, 'n' | 'radius' | 'lines'>,
  random: Random,
): BoxSample | undefined {
  if (n * radius ** 2 > jamming * (1 + radius) ** 2) return undefined;
  const bent = count >= 2 && n >= 6;
  for (let k = 0; k < maxTeachers; k++) {
    const lines = drawLines(random, count);
    if (!lines) continue;
    const teacher = drawTeacher(random, lines);
    const placed = placeBoxes(n, radius, teacher, random);
    if (placed && !(bent && linearlySeparable(placed))) return { ...placed, lines, teacher };
  }
  return undefined;
}

type Placed = Pick<BoxSample, 'points' | 'labels'>;

/** Uniform points, kept where their box fits (random sequential addition) and their class is not yet too large. */
function placeBoxes(n: number, radius: number, teacher: ReluNetwork, random: Random): Placed | undefined {
  const largestClass = n === 1 ? 1 : n - Math.ceil(leastShare * n);
  const points: (readonly [number, number])[] = [];
  const labels: (-1 | 1)[] = [];
  const isFree = freePlaces(radius);
  const counts = { '-1': 0, '1': 0 };
  for (let misses = 0; misses < maxMisses && points.length < n; misses++) {
    const point = [2 * random.uniform() - 1, 2 * random.uniform() - 1] as const;
    const label = signOnBox(teacher, Float64Array.of(...point, 1), radius);
    if (label === undefined || counts[label] >= largestClass || !isFree(point)) continue;
    misses = 0;
    counts[label]++;
    points.push(point);
    labels.push(label);
  }
  return points.length === n ? { points, labels } : undefined;
}

/** A test that takes a point when it lies more than 2 r, in the l-infinity norm, from all points taken before. */
function freePlaces(radius: number): (point: readonly [number, number]) => boolean {
  const side = Math.max(2 * radius, 1 / 64);
  const cells = new Map<number, (readonly [number, number])[]>();
  const place = (value: number) => Math.floor((value + 1) / side) + 1;
  const key = (i: number, j: number) => 256 * i + j;
  return (point) => {
    const [i, j] = [place(point[0]), place(point[1])];
    for (let u = i - 1; u <= i + 1; u++) {
      for (let v = j - 1; v <= j + 1; v++) {
        for (const [x, y] of cells.get(key(u, v)) ?? []) {
          if (Math.max(Math.abs(x - point[0]), Math.abs(y - point[1])) <= 2 * radius) return false;
        }
      }
    }
    const own = cells.get(key(i, j)) ?? [];
    cells.set(key(i, j), [...own, point]);
    return true;
  };
}

/**
 * True when some straight line has the two classes strictly on different sides: all differences between a point of
 * one class and a point of the other lie in an open half-plane, so their angles span less than pi.
 */
export function linearlySeparable({ points, labels }: Placed): boolean {
  const positive = points.filter((_, k) => labels[k] === 1);
  const negative = points.filter((_, k) => labels[k] === -1);
  if (positive.length === 0 || negative.length === 0) return true;
  const [u, v] = [positive[0]![0] - negative[0]![0], positive[0]![1] - negative[0]![1]];
  let least = 0;
  let greatest = 0;
  for (const [px, py] of positive) {
    for (const [qx, qy] of negative) {
      const [x, y] = [px - qx, py - qy];
      const angle = Math.atan2(u * y - v * x, u * x + v * y);
      least = Math.min(least, angle);
      greatest = Math.max(greatest, angle);
    }
  }
  return greatest - least < Math.PI;
}
