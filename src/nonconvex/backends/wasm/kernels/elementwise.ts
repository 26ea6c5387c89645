import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floats, size } from '../heap.js';
import { operations } from '../simd/elementwise.js';
import { call, type KernelFamily, kernel } from './context.js';
import { entrywise } from './entrywise.js';

const binaryNames = [
  'Maximum',
  'Minimum',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
] as const;

/**
 * Operations on entries that the backend computes one entry at a time with a call for each (3 to 13 ns). Here: four
 * at a time. Other types than these stay with the backend.
 */
export const elementwise: KernelFamily = (context) => {
  const { tf, backend, stock } = context;
  const apply = entrywise(backend);

  /** The operand repeated to that shape; a product by ones is exact, and the backend's is fast. */
  const spread = (operand: TensorInfo, shape: number[]): TensorInfo => {
    const ones = backend.makeOutput(shape, 'float32');
    floats(backend, ones).fill(1);
    const repeated = call(context, stock('Multiply'), { a: operand, b: ones });
    backend.disposeData(ones.dataId);
    return repeated;
  };

  const binary = (name: (typeof binaryNames)[number]) => {
    const fallback = stock(name);
    const type = operations[name].operands[0];
    return kernel<{ a: TensorInfo; b: TensorInfo }, unknown>((inputs) => {
      const operands = [inputs.a, inputs.b];
      const shape = tf.backend_util.assertAndGetBroadcastShape(inputs.a.shape, inputs.b.shape);
      const count = tf.util.sizeFromShape(shape);
      const whole = operands.every((operand) => size(operand) === count);
      if (operands.some(({ dtype }) => dtype !== type) || !(whole || type === 'float32'))
        return call(context, fallback, inputs);
      const fitting = operands.map((operand) => {
        if (size(operand) === count) return operand;
        return size(operand) === 1 ? floats(backend, operand)[0]! : spread(operand, shape);
      });
      const result = apply(name, shape, fitting);
      for (const operand of fitting)
        if (typeof operand !== 'number' && !operands.includes(operand)) backend.disposeData(operand.dataId);
      return result;
    });
  };

  const unary = (name: 'LeakyRelu' | 'Sign', attribute?: 'alpha') => {
    const fallback = stock(name);
    return kernel<{ x: TensorInfo }, { alpha: number }>((inputs, attrs) => {
      const { x } = inputs;
      if (x.dtype !== 'float32') return call(context, fallback, inputs, attrs);
      return apply(name, x.shape, attribute ? [x, attrs[attribute]] : [x]);
    });
  };

  const stockSelect = stock('Select');
  return {
    ...Object.fromEntries(binaryNames.map((name) => [name, binary(name)])),
    LeakyRelu: unary('LeakyRelu', 'alpha'),
    Sign: unary('Sign'),
    Select: kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }, unknown>((inputs) => {
      const { condition, t, e } = inputs;
      if (t.dtype !== 'float32' || size(condition) !== size(t)) return call(context, stockSelect, inputs);
      return apply('Select', t.shape, [condition, t, e]);
    }),
  };
};
