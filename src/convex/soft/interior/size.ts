import { fitsAllowed } from '../../memory-allowed.js';

/** What the cost of a soft program depends on. */
export interface SoftInteriorSize {
  readonly n: number;
  readonly d: number;
  readonly attacked: number;
  readonly neurons: number;
  /** Loss rows a sample that see the neurons. */
  readonly sides: 1 | 2;
}

/** Arrays of each length that an iteration holds at a time. */
const rowVectors = 14;
const pairArrays = 10;
const slopeArrays = 10;

/** Bytes that the method needs at least: its vectors, the neurons' blocks with their factors, one factor of order n. */
export function softInteriorBytes({ n, d, attacked, neurons: N, sides }: SoftInteriorSize): number {
  const width = attacked > 0 ? d + 1 : d;
  const pairs = (sides * N * n) / 2;
  const rows = 2 * (pairs + (N + n) * attacked + n) + N * (d + 1);
  const order = sides * n + attacked;
  const blocks = 3 * N * width * width;
  const coupling = 2 * order ** 2 + 2 * order * width;
  return 8 * (rowVectors * rows + pairArrays * N * n + slopeArrays * n * width + blocks + coupling);
}

/** Multiply-adds of an iteration that are products of matrices: the blocks, and what makes the factor of order n. */
export function softInteriorWork({ n, d, neurons: N, sides }: SoftInteriorSize): number {
  const order = sides * n;
  return N * d * ((n * d) / 2 + order * d + order ** 2 / 2) + order ** 3 / 6;
}

/** True, or in words how much memory is missing. */
export function softInteriorFits(size: SoftInteriorSize): true | string {
  const { n, d, neurons } = size;
  const forWhat = `the soft program of ${n} rows, ${d} columns and ${neurons} neurons`;
  return fitsAllowed(softInteriorBytes(size), 'interior needs', forWhat);
}
