import type { HistoryPoint } from '../core/generated/documents.js';

/** Points of a run, thinned evenly as it grows. */
export interface History {
  add(point: HistoryPoint): void;
  points(): readonly HistoryPoint[];
  /** From it a history goes on as this one would. */
  record(): HistoryRecord;
}

export interface HistoryRecord {
  readonly points: readonly HistoryPoint[];
  /** The last one added, whether or not it is among them. */
  readonly last?: HistoryPoint;
  readonly stride: number;
  readonly added: number;
}

/** Keeps at most `capacity` points: the first, every so many of those between, and the last. */
export function createHistory(
  capacity = 500,
  from: HistoryRecord = { points: [], stride: 1, added: 0 },
): History {
  let kept = [...from.points];
  let { last, stride, added } = from;
  return {
    add(point) {
      last = point;
      if (added++ % stride !== 0) return;
      kept.push(point);
      if (kept.length < capacity) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    points: () => (last === undefined || kept.at(-1)?.iteration === last.iteration ? kept : [...kept, last]),
    record: () => ({ points: [...kept], ...(last && { last }), stride, added }),
  };
}
