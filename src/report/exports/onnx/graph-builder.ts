import type { Shape } from '../../../core/layers/layer.js';
import type { Attribute, Node, Tensor } from './messages.js';

/** A value of the graph. Shapes are those of the layers: images [height, width, channels], though ONNX puts channels first. */
export interface Step {
  readonly name: string;
  readonly shape: Shape;
}

/** Collects operators and constants, and names what they make. */
export interface GraphBuilder {
  readonly nodes: readonly Node[];
  readonly constants: readonly Tensor[];
  /** A weight, rounded to float32. Returns its name. */
  weight(label: string, shape: readonly number[], values: Float64Array): string;
  /** Whole numbers, such as the shape of a row. Returns the name. */
  integers(label: string, values: readonly number[]): string;
  /** Applies an operator. Returns the name of its value. */
  apply(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string;
}

export function graphBuilder(): GraphBuilder {
  const nodes: Node[] = [];
  const constants: Tensor[] = [];
  const constant = (label: string, shape: readonly number[], values: Tensor['values']) => {
    const name = `${label}_${constants.length}`;
    constants.push({ name, shape, values });
    return name;
  };
  return {
    nodes,
    constants,
    weight: (label, shape, values) => constant(label, shape, Float32Array.from(values)),
    integers: (label, values) => constant(label, [values.length], BigInt64Array.from(values, BigInt)),
    apply(operator, inputs, attributes = {}) {
      const output = `${operator}_${nodes.length}`;
      nodes.push({ operator, inputs, output, attributes });
      return output;
    },
  };
}
