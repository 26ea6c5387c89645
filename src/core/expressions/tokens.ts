import { inputError } from '../errors.js';

export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  readonly text: string;
  /** Where it starts, from 0. */
  readonly at: number;
}

/** Characters of an expression at most. */
export const longestExpression = 2000;

const pattern =
  /\s*(?:(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol><=|>=|==|!=|&&|\|\||\*\*|[-+*/^(),?:<>!]))/y;

/** The tokens of an expression, an end behind the last. Throws InputError at `pointer`. */
export function tokensOf(text: string, pointer: string): Token[] {
  if (text.length > longestExpression) {
    throw inputError(pointer, `may have ${longestExpression} characters at most, not ${text.length}`);
  }
  const tokens: Token[] = [];
  const matcher = new RegExp(pattern);
  const end = text.trimEnd().length;
  while (matcher.lastIndex < end) {
    const from = matcher.lastIndex;
    const { number, name, symbol } = matcher.exec(text)?.groups ?? {};
    const found = number ?? name ?? symbol;
    if (found === undefined) {
      const at = from + (text.slice(from).length - text.slice(from).trimStart().length);
      throw inputError(
        pointer,
        `at character ${at + 1}: ${JSON.stringify(text[at])} is no part of an expression`,
      );
    }
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'symbol';
    tokens.push({ kind, text: found === '**' ? '^' : found, at: matcher.lastIndex - found.length });
  }
  return [...tokens, { kind: 'end', text: 'the end', at: end }];
}
