import type { ConditionNode, NumberNode } from './ast.js';
import { functions } from './functions.js';

/** JavaScript variables that stand for the names of an expression. */
export type Variables = ReadonlyMap<string, string>;

/** The largest whole power that is written as products. */
const mostFactors = 4;

/** JavaScript that computes an expression: numbers, operators, `Math` and the given variables, nothing of its text. */
export function numberCode(node: NumberNode, variables: Variables): string {
  const code = (inner: NumberNode) => numberCode(inner, variables);
  switch (node.kind) {
    case 'number':
      return literal(node.value);
    case 'name':
      return variables.get(node.name)!;
    case 'negative':
      return `(-${code(node.of)})`;
    case 'arithmetic':
      return node.operator === '^'
        ? powerCode(code(node.left), node.right, variables)
        : `(${code(node.left)} ${node.operator} ${code(node.right)})`;
    case 'choice':
      return `(${conditionCode(node.condition, variables)} ? ${code(node.yes)} : ${code(node.no)})`;
    case 'call':
      return functions[node.name].code(node.inputs.map(code));
  }
}

export function conditionCode(node: ConditionNode, variables: Variables): string {
  switch (node.kind) {
    case 'not':
      return `!${conditionCode(node.of, variables)}`;
    case 'comparison': {
      const operator = node.operator === '==' || node.operator === '!=' ? `${node.operator}=` : node.operator;
      return `(${numberCode(node.left, variables)} ${operator} ${numberCode(node.right, variables)})`;
    }
    case 'logical':
      return `(${conditionCode(node.left, variables)} ${node.operator} ${conditionCode(node.right, variables)})`;
  }
}

/** A small whole power of a variable as products, which are faster and more exact; else by `**`. */
function powerCode(base: string, exponent: NumberNode, variables: Variables): string {
  const simple = /^\w+$/.test(base) || /^Math\.abs\(\w+\)$/.test(base);
  if (simple && exponent.kind === 'number' && [2, 3, mostFactors].includes(exponent.value)) {
    return `(${Array(exponent.value).fill(base).join(' * ')})`;
  }
  return `((${base}) ** (${numberCode(exponent, variables)}))`;
}

export function literal(value: number): string {
  return value < 0 ? `(${value})` : String(value);
}
