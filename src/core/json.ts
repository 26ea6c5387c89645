import { createHash } from 'node:crypto';

/** SHA-256 of a JSON value with its keys sorted, as hexadecimal: equal values have equal hashes. */
export function jsonSha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortedKeys)).digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** No document nests deeper than 10; recursive readers of JSON fail at some thousands. */
export const deepestNesting = 64;

/** True when arrays and objects stand in each other more than {@link deepestNesting} levels deep. */
export function isNestedTooDeeply(value: unknown): boolean {
  const pending = [{ value, level: 0 }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    if (item.value === null || typeof item.value !== 'object') continue;
    if (item.level === deepestNesting) return true;
    for (const inner of Object.values(item.value)) {
      if (typeof inner === 'object') pending.push({ value: inner, level: item.level + 1 });
    }
  }
  return false;
}
