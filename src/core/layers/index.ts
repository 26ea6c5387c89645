import type { LayerDocument } from '../generated/documents.js';
import { type AveragePoolLayer, averagePool } from './average-pool.js';
import { type BatchNormLayer, batchNorm } from './batch-norm.js';
import { type Conv2dLayer, conv2d } from './conv2d.js';
import { type DenseLayer, dense } from './dense.js';
import { type DepthwiseConv2dLayer, depthwiseConv2d } from './depthwise-conv2d.js';
import { type GlobalAveragePoolLayer, globalAveragePool } from './global-average-pool.js';
import { type ImageLayer, image } from './image.js';
import type { LayerOperations } from './layer.js';
import { type MaxPoolLayer, maxPool } from './max-pool.js';
import { type ResidualLayer, residual } from './residual.js';
import { sequenceOf } from './sequence.js';

/** Every kind of layer, by its `kind`. */
export type Layer =
  | DenseLayer
  | ImageLayer
  | Conv2dLayer
  | DepthwiseConv2dLayer
  | MaxPoolLayer
  | AveragePoolLayer
  | GlobalAveragePoolLayer
  | BatchNormLayer
  | ResidualBlock;

export interface ResidualBlock extends ResidualLayer<Layer> {}

type OfKind<Union, Kind> = Extract<Union, { readonly kind: Kind }>;

/** Layers one after the other. */
export const sequence = sequenceOf<Layer, LayerDocument>(operationsOf);

const operations: {
  readonly [K in Layer['kind']]: LayerOperations<OfKind<Layer, K>, OfKind<LayerDocument, K>>;
} = {
  dense,
  image,
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'max-pool': maxPool,
  'average-pool': averagePool,
  'global-average-pool': globalAveragePool,
  'batch-norm': batchNorm,
  residual: residual(sequence),
};

/** The operations of a layer's kind. */
export function operationsOf({ kind }: Pick<Layer, 'kind'>): LayerOperations<Layer, LayerDocument> {
  return operations[kind] as LayerOperations<Layer, LayerDocument>;
}
