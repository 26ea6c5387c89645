import type { Shape } from '../../../core/layers/layer.js';

/** A value of the model: the layer that makes it, and its shape. */
export interface Step {
  readonly layer: string;
  readonly shape: Shape;
}

/** A weight of the model, float32. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Collects the layers of a functional Keras model and their weights. */
export interface Topology {
  readonly layers: readonly object[];
  readonly weights: readonly Weight[];
  /** Adds a layer of class `className`. Weights are given by the layer's own names for them. Returns its name. */
  add(
    className: string,
    inputs: readonly string[],
    config: object,
    weights?: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float64Array }>>,
  ): string;
}

export function topology(columns: number): Topology {
  const layers: object[] = [
    {
      class_name: 'InputLayer',
      name: 'rows',
      config: { batch_input_shape: [null, columns], dtype: 'float32', sparse: false, name: 'rows' },
      inbound_nodes: [],
    },
  ];
  const weights: Weight[] = [];
  return {
    layers,
    weights,
    add(className, inputs, config, own = {}) {
      const name = `${className.toLowerCase()}_${layers.length}`;
      layers.push({
        class_name: className,
        name,
        config: { name, trainable: true, ...config },
        inbound_nodes: [inputs.map((input) => [input, 0, 0, {}])],
      });
      for (const [label, { shape, values }] of Object.entries(own)) {
        weights.push({ name: `${name}/${label}`, shape, values: Float32Array.from(values) });
      }
      return name;
    },
  };
}
