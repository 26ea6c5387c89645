const numeral = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const infinity = /^[+-]?inf(inity)?$/i;
const missing = new Set(['', '?', 'na', 'nan', 'null']);

/** True for the texts that stand for a value nobody knows. */
export function isMissing(text: string): boolean {
  return missing.has(text.toLowerCase());
}

/** The decimal number a text writes, perhaps infinite ("inf", "1e999"); undefined when it writes none. */
export function parseNumber(text: string): number | undefined {
  if (numeral.test(text)) return Number(text);
  if (infinity.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}
