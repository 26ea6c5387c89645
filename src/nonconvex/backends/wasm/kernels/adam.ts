import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type AdamAttributes, adamKernel } from '../../adam-step.js';
import type { KernelFamily } from './context.js';
import { entrywise } from './entrywise.js';

type Inputs = Record<'parameter' | 'gradient' | 'mean' | 'square', TensorInfo>;

/** A step of Adam in three passes over the entries instead of twelve. */
export const adam: KernelFamily = ({ backend }) => {
  const apply = entrywise(backend);
  return {
    [adamKernel]: ({ inputs, attrs }) => {
      const { parameter, gradient, mean, square } = inputs as Inputs;
      const { keepMean, keepSquare, rate, floor } = attrs as unknown as AdamAttributes;
      const { shape } = parameter;
      const newMean = apply('Blend', shape, [mean, gradient, keepMean, 1 - keepMean]);
      const newSquare = apply('BlendSquare', shape, [square, gradient, keepSquare, 1 - keepSquare]);
      return [apply('ScaledStep', shape, [parameter, newMean, newSquare, rate, floor]), newMean, newSquare];
    },
  };
};
