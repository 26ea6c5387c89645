/** Leaves an array may have in the report, and characters a string may have. */
const leafLimit = 200;
const textLimit = 200;

/**
 * JSON for reading: objects indented, arrays of plain values on one line, and what is too long cut short with a note
 * that says how much is missing and where it is.
 */
export function readableJson(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const { kept, note } = shortened(value);
    const items = [...kept.map((item) => readableJson(item, inner)), ...(note ? [note] : [])];
    return kept.some(isNested)
      ? `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`
      : `[${items.join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    if (entries.length === 0) return '{}';
    const lines = entries.map(
      ([key, child]) => `${inner}${JSON.stringify(key)}: ${readableJson(child, inner)}`,
    );
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (typeof value === 'string' && value.length > textLimit) {
    return `${JSON.stringify(value.slice(0, 60))} (… ${value.length - 60} more characters)`;
  }
  return JSON.stringify(value);
}

function shortened(array: readonly unknown[]): { kept: readonly unknown[]; note?: string } {
  if (leaves(array, leafLimit + 1) <= leafLimit) return { kept: array };
  const count = array.some(isNested) ? 3 : 10;
  if (array.length <= count) return { kept: array };
  return {
    kept: array.slice(0, count),
    note: `(… ${array.length - count} more of ${array.length}, left out of this report)`,
  };
}

/** Number of plain values below a node, counted no further than `enough`. */
function leaves(node: unknown, enough: number): number {
  if (!isNested(node)) return 1;
  let count = 0;
  for (const child of Object.values(node)) {
    count += leaves(child, enough - count);
    if (count >= enough) break;
  }
  return count;
}

function isNested(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}
