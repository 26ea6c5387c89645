/** Where a value stands in JSON text: its first character and the one behind its last. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * The place of the value that a JSON pointer names in the text, or of its nearest ancestor where it is not there.
 * The text must be valid JSON.
 */
export function locate(text: string, pointer: string): Place {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let k = 0;
  let found: Place = { start: 0, end: text.length };
  let depth = -1;
  value(0, 0);
  return found;

  /** Reads the value at k, which lies `level` names deep; the first `agreed` of them are those wanted. */
  function value(level: number, agreed: number): void {
    blanks();
    const start = k;
    const opening = text[k];
    if (opening === '{' || opening === '[') {
      k++;
      blanks();
      for (let index = 0; text[k] !== '}' && text[k] !== ']'; index++) {
        const name = opening === '{' ? key() : String(index);
        const fits = agreed === level && name === wanted[level];
        value(level + 1, fits ? agreed + 1 : agreed);
        blanks();
        if (text[k] === ',') k++;
        blanks();
      }
      k++;
    } else if (opening === '"') string();
    else while (k < text.length && !/[\s,\]}]/.test(text[k]!)) k++;
    // Values end from the inside out: what agrees the furthest comes first and is kept.
    if (agreed === level && level > depth) {
      depth = level;
      found = { start, end: k };
    }
  }

  function key(): string {
    const start = k;
    string();
    const name = JSON.parse(text.slice(start, k)) as string;
    blanks();
    k++;
    return name;
  }

  function string(): void {
    for (k++; text[k] !== '"'; k++) if (text[k] === '\\') k++;
    k++;
  }

  function blanks(): void {
    while (/\s/.test(text[k] ?? '')) k++;
  }
}
