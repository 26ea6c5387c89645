import type { Batch, LayerOperations, Parameter, Shape } from './layer.js';

/** Layers one after the other, as one: a network, or the inside of a residual block. */
export interface Sequence<Layer, Document> {
  /** Shapes after each layer. Throws a RangeError naming the first layer that does not take what it gets. */
  shapes(layers: readonly Layer[], input: Shape): Shape[];
  /** The rows themselves, then what each layer makes of them. */
  values(layers: readonly Layer[], input: Batch): Batch[];
  /** The gradient in the input, from what `values` returned and the slopes of the last of them. */
  pullBack(layers: readonly Layer[], values: readonly Batch[], slopes: Batch): Batch;
  /** Those of all layers, each name after its layer's number. */
  parameters(layers: readonly Layer[]): Parameter[];
  withParameters(layers: readonly Layer[], values: readonly Float64Array[]): Layer[];
  units(layers: readonly Layer[]): number;
  documents(layers: readonly Layer[]): Document[];
  fromDocuments(documents: readonly Document[], input: Shape): Layer[];
}

export function sequenceOf<Layer, Document>(
  operationsOf: (kind: Layer | Document) => LayerOperations<Layer, Document>,
): Sequence<Layer, Document> {
  return {
    shapes(layers, input) {
      let shape = input;
      return layers.map((layer, l) => {
        shape = naming(l, () => operationsOf(layer).outputShape(layer, shape));
        return shape;
      });
    },

    values(layers, input) {
      const values = [input];
      for (const layer of layers) values.push(operationsOf(layer).forward(layer, values.at(-1)!));
      return values;
    },

    pullBack(layers, values, slopes) {
      return layers.reduceRight(
        (pulled, layer, l) => operationsOf(layer).backward(layer, values[l]!, pulled),
        slopes,
      );
    },

    parameters: (layers) =>
      layers.flatMap((layer, l) =>
        operationsOf(layer)
          .parameters(layer)
          .map((parameter) => ({ ...parameter, name: `${l}.${parameter.name}` })),
      ),

    withParameters(layers, values) {
      let from = 0;
      return layers.map((layer) => {
        const operations = operationsOf(layer);
        const own = values.slice(from, from + operations.parameters(layer).length);
        from += own.length;
        return operations.withParameters(layer, own);
      });
    },

    units: (layers) => layers.reduce((sum, layer) => sum + operationsOf(layer).units(layer), 0),

    documents: (layers) => layers.map((layer) => operationsOf(layer).document(layer)),

    fromDocuments(documents, input) {
      let shape = input;
      return documents.map((document, l) =>
        naming(l, () => {
          const layer = operationsOf(document).fromDocument(document, shape);
          shape = operationsOf(layer).outputShape(layer, shape);
          return layer;
        }),
      );
    },
  };
}

/** Puts the layer's number before the message of a RangeError. */
function naming<T>(l: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`layer ${l} ${error.message}`);
    throw error;
  }
}
