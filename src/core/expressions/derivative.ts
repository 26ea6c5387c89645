import type { NumberNode } from './ast.js';
import { conditionCode, literal, type Variables } from './code.js';
import { functions } from './functions.js';

/**
 * JavaScript statements that compute an expression and its derivative in the variable `by`, forwards: each operation
 * adds one line for its value and one for its derivative, so that the text grows with the expression and no faster.
 */
export function derivativeCode(
  root: NumberNode,
  variables: Variables,
  by: string,
): { readonly lines: readonly string[]; readonly value: string; readonly slope: string } {
  const lines: string[] = [];
  const keep = (value: string, slope: string): Pair => {
    const at = lines.length;
    lines.push(`const v${at} = ${value}, d${at} = ${slope};`);
    return { v: `v${at}`, d: `d${at}` };
  };

  function pair(node: NumberNode): Pair {
    switch (node.kind) {
      case 'number':
        return { v: literal(node.value), d: '0' };
      case 'name':
        return { v: variables.get(node.name)!, d: node.name === by ? '1' : '0' };
      case 'negative': {
        const { v, d } = pair(node.of);
        return keep(`-${v}`, `-${d}`);
      }
      case 'choice': {
        const [yes, no] = [pair(node.yes), pair(node.no)];
        const condition = conditionCode(node.condition, variables);
        return keep(`${condition} ? ${yes.v} : ${no.v}`, `${condition} ? ${yes.d} : ${no.d}`);
      }
      case 'call': {
        const inputs = node.inputs.map(pair);
        const v = inputs.map((each) => each.v);
        const value = functions[node.name].code(v);
        const f = keep(value, '0').v;
        const slope = functions[node.name].slope(v, inputs.map((each) => each.d), f); // biome-ignore format: one call a line
        return keep(f, slope);
      }
      case 'arithmetic': {
        const [a, b] = [pair(node.left), pair(node.right)];
        switch (node.operator) {
          case '+':
          case '-':
            return keep(`${a.v} ${node.operator} ${b.v}`, `${a.d} ${node.operator} ${b.d}`);
          case '*':
            return keep(`${a.v} * ${b.v}`, `${a.d} * ${b.v} + ${a.v} * ${b.d}`);
          case '/':
            return keep(`${a.v} / ${b.v}`, `(${a.d} * ${b.v} - ${a.v} * ${b.d}) / (${b.v} * ${b.v})`);
          case '^': {
            const f = keep(`(${a.v}) ** (${b.v})`, '0').v;
            // An exponent that does not move leaves no logarithm, which is none where the base is not positive.
            const moving = b.d === '0' ? '' : ` + ${f} * Math.log(${a.v}) * ${b.d}`;
            return keep(f, `${b.v} * (${a.v}) ** (${b.v} - 1) * ${a.d}${moving}`);
          }
        }
      }
    }
  }

  const { v, d } = pair(root);
  return { lines, value: v, slope: d };
}

/** Texts of a value and its derivative. */
interface Pair {
  readonly v: string;
  readonly d: string;
}
