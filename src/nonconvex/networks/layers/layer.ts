import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../tensors.js';

/** The parameters of a layer, in the order of its `parameters` in core/layers; undefined: a bias that is always 0. */
export type LayerTensors = readonly (Tensor | undefined)[];

/** What a kind of layer does on tensors; the layer gives its settings, not its numbers. One file per kind. */
export interface TensorLayer<Layer> {
  /** x (b, ...shape) -> (b, ...shape). `training`: by the statistics of the batch. */
  forward(tf: TensorLibrary, layer: Layer, parameters: LayerTensors, x: Tensor, training: boolean): Tensor;
  /** The parameters after a training batch x; absent where there are no statistics. */
  statistics?(tf: TensorLibrary, layer: Layer, parameters: LayerTensors, x: Tensor): LayerTensors;
}
