import { version } from '../../core/version.js';
import type { ModelFormat } from './model-format.js';
import { graphBuilder } from './onnx/graph-builder.js';
import { applyLayers, applyRows } from './onnx/layers.js';
import { modelBytes } from './onnx/messages.js';

/** Operator set 17: the first one in which every operator used here has its present form. */
const operators = 17;

/** Input `rows` (batch, columns), output `outputs` (batch, K), float32. */
export const onnx: ModelFormat = {
  name: 'onnx',
  description: 'a graph that onnxruntime and most other runtimes run, float32',
  mediaType: 'application/octet-stream',
  extension: 'onnx',
  precision: 'float32',
  write({ network, columns, metadata }) {
    const graph = graphBuilder();
    const last = applyLayers(graph, network.layers, { name: 'rows', shape: [columns] });
    graph.apply('Identity', [applyRows(graph, last)]);
    const nodes = graph.nodes.map((node, at) =>
      at === graph.nodes.length - 1 ? { ...node, output: 'outputs' } : node,
    );
    const outputs = last.shape.reduce((product, size) => product * size, 1);
    return modelBytes({
      graph: {
        name: 'relucent',
        nodes,
        constants: graph.constants,
        input: { name: 'rows', shape: [columns] },
        output: { name: 'outputs', shape: [outputs] },
      },
      producer: { name: 'relucent', version },
      operators,
      metadata,
    });
  },
};
