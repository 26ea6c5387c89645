import type { FunctionName } from './functions.js';

export type Arithmetic = '+' | '-' | '*' | '/' | '^';
export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Logical = '&&' | '||';

/** A formula that has a number as its value. */
export type NumberNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negative'; readonly of: NumberNode }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: NumberNode;
      readonly right: NumberNode;
    }
  | {
      readonly kind: 'choice';
      readonly condition: ConditionNode;
      readonly yes: NumberNode;
      readonly no: NumberNode;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly inputs: readonly NumberNode[] };

/** A formula that is true or false. */
export type ConditionNode =
  | { readonly kind: 'not'; readonly of: ConditionNode }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: NumberNode;
      readonly right: NumberNode;
    }
  | {
      readonly kind: 'logical';
      readonly operator: Logical;
      readonly left: ConditionNode;
      readonly right: ConditionNode;
    };

export type Node = NumberNode | ConditionNode;

export function isCondition(node: Node): node is ConditionNode {
  return node.kind === 'not' || node.kind === 'comparison' || node.kind === 'logical';
}
