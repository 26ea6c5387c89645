import type { HistoryPoint } from '../core/generated/documents.js';

/** JSON has no NaN and no infinities: a figure that is neither is left out, so that a document says what it knows. */
export function finiteHistory(history: readonly HistoryPoint[]): HistoryPoint[] {
  return history.map(({ residuals, ...point }) => ({
    ...(finiteOnly(point) as HistoryPoint),
    ...(residuals ? { residuals: finiteOnly(residuals) } : {}),
  }));
}

function finiteOnly<T extends object>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value))) as T;
}
