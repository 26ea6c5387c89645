import type { HistoryPoint } from '../core/generated/documents.js';

/** Points of a run, thinned evenly as it grows. */
export interface History {
  add(point: HistoryPoint): void;
  points(): readonly HistoryPoint[];
}

/** Keeps at most `capacity` points: the first, every so many of those between, and the last. */
export function createHistory(capacity = 500): History {
  let kept: HistoryPoint[] = [];
  let last: HistoryPoint | undefined;
  let stride = 1;
  let added = 0;
  return {
    add(point) {
      last = point;
      if (added++ % stride !== 0) return;
      kept.push(point);
      if (kept.length < capacity) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    points: () => (last === undefined || kept.at(-1) === last ? kept : [...kept, last]),
  };
}
