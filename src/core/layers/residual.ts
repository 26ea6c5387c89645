import type { LayerOperations } from './layer.js';
import type { Sequence } from './sequence.js';

/** x + layers(x). */
export interface ResidualLayer<Layer> {
  readonly kind: 'residual';
  readonly layers: readonly Layer[];
}

interface ResidualDocument<Document> {
  kind: 'residual';
  layers: Document[];
}

/** Operations of the kind, from those of layers in sequence. */
export function residual<Layer, Document>(
  inner: Sequence<Layer, Document>,
): LayerOperations<ResidualLayer<Layer>, ResidualDocument<Document>> {
  return {
    outputShape({ layers }, input) {
      const output = inner.shapes(layers, input).at(-1) ?? input;
      if (output.join() !== input.join()) {
        throw new RangeError(`adds layers of shape ${output.join(' x ')} to ${input.join(' x ')}`);
      }
      return input;
    },

    forward({ layers }, input) {
      const branch = inner.values(layers, input).at(-1)!;
      return { ...branch, data: branch.data.map((value, at) => value + input.data[at]!) };
    },

    backward({ layers }, input, slopes) {
      const branch = inner.pullBack(layers, inner.values(layers, input), slopes);
      return { ...input, data: branch.data.map((pull, at) => pull + slopes.data[at]!) };
    },

    parameters: ({ layers }) => inner.parameters(layers),
    withParameters: ({ kind, layers }, values) => ({ kind, layers: inner.withParameters(layers, values) }),
    units: ({ layers }) => inner.units(layers),
    document: ({ kind, layers }) => ({ kind, layers: inner.documents(layers) }),
    fromDocument: ({ kind, layers }, input) => ({ kind, layers: inner.fromDocuments(layers, input) }),
  };
}
