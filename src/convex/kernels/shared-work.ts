import { depth } from '../../core/wasm/tile-product.js';

/**
 * Each shared matrix has room for side x side entries. Sums are cut at multiples of `depth`, shared or not: that keeps
 * their digits.
 */
export const side = 4 * depth;
/** Where the second and third matrix start in the shared data; the first is in front of them. */
export const secondMatrix = side * side;
export const thirdMatrix = 2 * side * side;

/** Work in memory that threads share, one piece after the other, and how far they are with it. */
export interface SharedWork {
  readonly control: Int32Array;
  /** Three matrices without gaps. */
  readonly data: Float64Array;
}

/** What is done to the shared data; the strips of one work do not depend on each other. */
export type StripWork = (data: Float64Array, description: Int32Array, strip: number) => void;

const word = {
  /** Changes when there is new work. */
  works: 0,
  /** Strips that nobody has taken; below 0: none. */
  open: 1,
  unfinished: 2,
  failed: 3,
} as const;
const described = 4;
const longestDescription = 16;

export function sharedWork(): SharedWork {
  const words = described + longestDescription;
  return {
    control: new Int32Array(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT)),
    data: new Float64Array(new SharedArrayBuffer(3 * side * side * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/**
 * Does that many strips of work beside all threads that serve it; returns when all are done. Throws an Error where one
 * failed, in any thread.
 */
export function doStrips(
  shared: SharedWork,
  work: StripWork,
  description: readonly number[],
  strips: number,
): void {
  const { control } = shared;
  control.set(description, described);
  Atomics.store(control, word.unfinished, strips);
  // Whoever takes a strip reads the description after this, a thread that comes late from other work too.
  Atomics.store(control, word.open, strips);
  Atomics.add(control, word.works, 1);
  Atomics.notify(control, word.works);
  takeStrips(shared, work);
  for (;;) {
    const left = Atomics.load(control, word.unfinished);
    if (left === 0) break;
    Atomics.wait(control, word.unfinished, left);
  }
  if (Atomics.exchange(control, word.failed, 0) === 1)
    throw new Error('a part of a matrix product failed, most likely for want of memory');
}

/** Takes part in all work as long as the thread lives. */
export function serve(shared: SharedWork, work: StripWork): never {
  for (;;) {
    const works = Atomics.load(shared.control, word.works);
    takeStrips(shared, work);
    Atomics.wait(shared.control, word.works, works);
  }
}

function takeStrips({ control, data }: SharedWork, work: StripWork): void {
  for (;;) {
    // The last one first: of a lower triangle it is the longest.
    const strip = Atomics.sub(control, word.open, 1) - 1;
    if (strip < 0) return;
    try {
      work(data, control.subarray(described), strip);
    } catch {
      // Nobody may leave while others write: whoever waits for all strips says it.
      Atomics.store(control, word.failed, 1);
    }
    if (Atomics.sub(control, word.unfinished, 1) === 1) Atomics.notify(control, word.unfinished);
  }
}
