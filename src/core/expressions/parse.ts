import { inputError } from '../errors.js';
import { didYouMean } from '../suggest.js';
import { type Comparison, type ConditionNode, isCondition, type Logical, type Node, type NumberNode } from './ast.js'; // biome-ignore format: one import a line
import { constants, functions, isFunctionName } from './functions.js';
import { type Token, tokensOf } from './tokens.js';

/** Numbers, names and operations in one expression at most, and how deep they may stand in each other. */
export const mostParts = 400;
export const deepestParts = 60;

/**
 * Reads an expression in `names`, such as "abs(x) < a ? abs(x) : a". From the loosest to the tightest: c ? a : b, ||, &&,
 * comparisons, + -, * /, a leading - or !, and ^ (also **), which groups from the right. Throws InputError at `pointer`
 * with the place and what would fit there; nothing of the text is ever run.
 */
export function parseExpression(text: string, names: readonly string[], pointer: string): NumberNode {
  const tokens = tokensOf(text, pointer);
  let position = 0;
  let parts = 0;
  let depth = 0;

  const fail = (token: Token, message: string) =>
    inputError(pointer, `at character ${token.at + 1}: ${message}`);
  const peek = () => tokens[position]!;
  const next = () => tokens[position++]!;
  const accept = (...symbols: string[]): Token | undefined => {
    const token = peek();
    return token.kind === 'symbol' && symbols.includes(token.text) ? next() : undefined;
  };
  const expect = (symbol: string, where: string) => {
    if (!accept(symbol)) throw fail(peek(), `expected "${symbol}" ${where}, not ${shown(peek())}`);
  };
  const made = <T extends Node>(node: T): T => {
    parts++;
    if (parts > mostParts) {
      throw inputError(pointer, `has more than ${mostParts} numbers, names and operations`);
    }
    return node;
  };
  const inside = <T>(read: () => T): T => {
    depth++;
    if (depth > deepestParts) throw inputError(pointer, `is nested more than ${deepestParts} levels deep`);
    const result = read();
    depth--;
    return result;
  };
  const number = (node: Node, token: Token, where: string): NumberNode => {
    if (isCondition(node)) throw fail(token, `expected a number ${where}, not a condition`);
    return node;
  };
  const condition = (node: Node, token: Token, where: string): ConditionNode => {
    if (!isCondition(node)) throw fail(token, `expected a condition ${where}, such as x > 0`);
    return node;
  };

  function choice(): Node {
    const start = peek();
    const first = logical('||', () => logical('&&', comparison));
    if (!accept('?')) return first;
    return inside(() => {
      const yes = number(choice(), start, 'after "?"');
      expect(':', 'after the first value of a choice');
      const no = number(choice(), start, 'after ":"');
      return made({ kind: 'choice', condition: condition(first, start, 'before "?"'), yes, no });
    });
  }

  function logical(operator: Logical, operand: () => Node): Node {
    const start = peek();
    let left = operand();
    while (accept(operator)) {
      const right = condition(operand(), start, `after "${operator}"`);
      left = made({ kind: 'logical', operator, left: condition(left, start, `before "${operator}"`), right });
    }
    return left;
  }

  function comparison(): Node {
    const start = peek();
    const left = sum();
    const token = accept('<', '<=', '>', '>=', '==', '!=');
    if (!token) return left;
    const operator = token.text as Comparison;
    const right = number(sum(), token, `after "${operator}"`);
    return made({ kind: 'comparison', operator, left: number(left, start, `before "${operator}"`), right });
  }

  function sum(): Node {
    return chain(['+', '-'], () => chain(['*', '/'], sign));
  }

  function chain(operators: readonly string[], operand: () => Node): Node {
    const start = peek();
    let left = operand();
    for (let token = accept(...operators); token; token = accept(...operators)) {
      const operator = token.text as '+' | '-' | '*' | '/';
      const right = number(operand(), token, `after "${operator}"`);
      left = made({ kind: 'arithmetic', operator, left: number(left, start, `before "${operator}"`), right });
    }
    return left;
  }

  function sign(): Node {
    const token = accept('-', '+', '!');
    if (!token) return power();
    const of = inside(sign);
    if (token.text === '!') return made({ kind: 'not', of: condition(of, token, 'after "!"') });
    const value = number(of, token, `after "${token.text}"`);
    return token.text === '-' ? made({ kind: 'negative', of: value }) : value;
  }

  function power(): Node {
    const start = peek();
    const base = atom();
    const token = accept('^');
    if (!token) return base;
    const right = number(inside(sign), token, 'after "^"');
    return made({ kind: 'arithmetic', operator: '^', left: number(base, start, 'before "^"'), right });
  }

  function atom(): Node {
    const token = next();
    if (token.kind === 'number') return made({ kind: 'number', value: finite(token) });
    if (token.kind === 'name') return named(token);
    if (token.text !== '(' || token.kind !== 'symbol') {
      throw fail(token, `expected a number, a name or "(", not ${shown(token)}`);
    }
    const node = inside(choice);
    expect(')', 'to close "("');
    return node;
  }

  function named(token: Token): Node {
    const { text: name } = token;
    if (isFunctionName(name)) {
      expect('(', `after the function ${name}`);
      const inputs = inside(() => {
        const list = [number(choice(), token, `in ${name}()`)];
        while (accept(',')) list.push(number(choice(), token, `in ${name}()`));
        return list;
      });
      expect(')', `to close ${name}(`);
      const wanted = functions[name].inputs;
      if (inputs.length !== wanted)
        throw fail(token, `${name} takes ${wanted} numbers, not ${inputs.length}`);
      return made({ kind: 'call', name, inputs });
    }
    if (names.includes(name)) return made({ kind: 'name', name });
    const value = constants.get(name);
    if (value !== undefined) return made({ kind: 'number', value });
    const known = [...names, ...Object.keys(functions), ...constants.keys()];
    throw inputError(
      pointer,
      `at character ${token.at + 1}: "${name}" is not known${didYouMean(name, known)}`,
      known,
    );
  }

  function finite(token: Token): number {
    const value = Number(token.text);
    if (!Number.isFinite(value)) throw fail(token, `${token.text} is too large a number`);
    return value;
  }

  const start = peek();
  const node = number(choice(), start, 'as the whole');
  if (peek().kind !== 'end') throw fail(peek(), `expected the end, not ${shown(peek())}`);
  return node;
}

function shown({ kind, text }: Token): string {
  return kind === 'end' ? text : JSON.stringify(text);
}
