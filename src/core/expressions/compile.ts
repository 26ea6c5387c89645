import type { NumberNode } from './ast.js';
import { numberCode, type Variables } from './code.js';
import { derivativeCode } from './derivative.js';

/** The expressions of a separable penalty: of one entry x, of the step where it is a proximal operator, of parameters. */
export interface EntryExpressions {
  readonly value: NumberNode;
  readonly prox?: NumberNode;
  readonly gradient?: NumberNode;
  readonly params: readonly string[];
}

/** The same as functions, parameters filled in. */
export interface EntryFunctions {
  value(x: number): number;
  /** The derivative of the value; at kinks a limit of it, or NaN. */
  slope(x: number): number;
  /** sum_i value(x_i). */
  sum(x: Float64Array): number;
  /** Writes the operator's result at every entry to `y` and returns the sum of their values. Absent without `prox`. */
  prox?(x: Float64Array, step: number, y: Float64Array): number;
  /** Writes the given gradient, or the derivative of the value, at every entry to `y`. */
  gradient(x: Float64Array, y: Float64Array): void;
}

/** Fills in the parameters, given in their order. */
export type EntryFactory = (params: Float64Array) => EntryFunctions;

/**
 * The expressions as loops that the JavaScript engine compiles. The source is put together from the parsed expressions
 * alone: operators, numbers, `Math` functions and variables that are named here.
 */
export function compileEntries({ value, prox, gradient, params }: EntryExpressions): EntryFactory {
  const names = params.map((name, i) => [name, `p${i}`] as const);
  const of = (entry: string): Variables => new Map([...names, ['x', entry], ['step', 'step']]);
  const derivative = derivativeCode(value, of('x'), 'x');
  const source = `'use strict';
return (p) => {
  ${names.map(([, variable], i) => `const ${variable} = p[${i}];`).join(' ')}
  const slope = (x) => { ${derivative.lines.join(' ')} return ${derivative.slope}; };
  return {
    value: (x) => ${numberCode(value, of('x'))},
    slope,
    sum(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) { const z = x[i]; sum += ${numberCode(value, of('z'))}; }
      return sum;
    },
    gradient(x, y) {
      for (let i = 0; i < x.length; i++) { const z = x[i]; y[i] = ${gradient ? numberCode(gradient, of('z')) : 'slope(z)'}; }
    },
    ${prox ? proxLoop(prox, value, of) : ''}
  };
};`;
  return new Function(source)() as EntryFactory;
}

function proxLoop(prox: NumberNode, value: NumberNode, of: (entry: string) => Variables): string {
  return `prox(x, step, y) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        const w = x[i];
        const z = ${numberCode(prox, of('w'))};
        y[i] = z;
        sum += ${numberCode(value, of('z'))};
      }
      return sum;
    }`;
}
