import { zipSync } from 'fflate';
import { version } from '../../core/version.js';
import { littleEndian } from './little-endian.js';
import type { ModelFormat } from './model-format.js';
import { addLayers, addRows } from './tfjs/layers.js';
import { topology } from './tfjs/topology.js';

/** model.json and weights.bin, as `tf.loadLayersModel` reads them. */
export const tfjs: ModelFormat = {
  name: 'tfjs',
  description: 'model.json and weights.bin for tf.loadLayersModel, zipped, float32',
  mediaType: 'application/zip',
  extension: 'zip',
  precision: 'float32',
  write({ network, columns, metadata }) {
    const model = topology(columns);
    const last = addRows(model, addLayers(model, network.layers, { layer: 'rows', shape: [columns] }));
    const document = {
      format: 'layers-model',
      generatedBy: `relucent ${version}`,
      convertedBy: null,
      userDefinedMetadata: metadata,
      modelTopology: {
        class_name: 'Model',
        config: {
          name: 'relucent',
          layers: model.layers,
          input_layers: [['rows', 0, 0]],
          output_layers: [[last, 0, 0]],
        },
        keras_version: '2.1.6',
        backend: 'tensorflow',
      },
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: model.weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
        },
      ],
    };
    const numbers = model.weights.flatMap(({ values }) => [littleEndian(values)]);
    return zipSync(
      { 'model.json': Buffer.from(JSON.stringify(document)), 'weights.bin': Buffer.concat(numbers) },
      { mtime: new Date(1980, 0, 1) },
    );
  },
};
