import { inputError } from '../core/errors.js';
import type { ThreatSpec } from '../core/generated/documents.js';

/**
 * Radius of the l-infinity box for each of the d prepared columns. One `radius` holds for every data column and
 * is 0 on the column of ones; `radii` gives one per column, that of the column of ones (0) may be left out.
 * Throws InputError at `pointer`/radii, `pointer`/radius.
 */
export function boxRadii(
  threat: ThreatSpec | undefined,
  d: number,
  bias: boolean,
  pointer: string,
): Float64Array {
  const radii = new Float64Array(d);
  if (!threat) return radii;
  const dataColumns = bias ? d - 1 : d;
  if (threat.radii) {
    const given = threat.radii;
    if (given.length !== d && given.length !== dataColumns) {
      const expected = bias ? `${dataColumns} (or ${d} with the column of ones)` : `${d}`;
      throw inputError(
        `${pointer}/radii`,
        `has ${given.length} entries, expected ${expected}, one per column`,
      );
    }
    given.forEach((radius, j) => {
      requireRadius(radius, `${pointer}/radii/${j}`);
    });
    radii.set(given);
  } else {
    const radius = threat.radius ?? 0;
    requireRadius(radius, `${pointer}/radius`);
    radii.fill(radius, 0, dataColumns);
  }
  return radii;
}

function requireRadius(radius: number, pointer: string): void {
  if (!(radius >= 0 && Number.isFinite(radius))) {
    throw inputError(pointer, `must be a finite number of at least 0, not ${radius}`);
  }
}
