import '@tensorflow/tfjs-backend-cpu';
import { io, setBackend, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { Layer } from '#relucent/core/layers/index.js';
import { predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { tfjs } from '#relucent/report/exports/tfjs.js';
import { samplers } from '../../core/sample-layers.js';
import { normalMatrix } from '../../support/networks.js';
import { distance, modelOf, networkWith } from './networks.js';

beforeAll(() => setBackend('cpu'));

async function outputsOf(file: Uint8Array, rows: Tensor): Promise<ArrayLike<number>> {
  const parts = unzipSync(file);
  const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(parts['model.json']!).toString());
  const model = await loadLayersModel(
    io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: Uint8Array.from(parts['weights.bin']!).buffer,
    }),
  );
  const outputs = model.predict(rows) as Tensor;
  return outputs.dataSync();
}

describe('TensorFlow.js reads back what is written', () => {
  it.each(Object.keys(samplers) as Layer['kind'][])('with %s', async (kind) => {
    let read = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { network, columns } = networkWith(kind, seed);
      const x = normalMatrix(createRandom(seed, 'rows'), 3, columns);
      let file: Uint8Array;
      try {
        file = tfjs.write(modelOf(network, columns));
      } catch (error) {
        // Pools beyond the edge, of which TensorFlow.js has some only.
        if (kind.endsWith('-pool') && error instanceof InputError) continue;
        throw error;
      }
      const outputs = await outputsOf(file, tensor2d(Float32Array.from(x.data), [3, columns]));
      expect(distance(outputs, predict(network, x).data), `seed ${seed}`).toBeLessThan(2e-5);
      read++;
    }
    expect(read).toBeGreaterThan(5);
  });

  it('says which pools have no form', () => {
    const layers: Layer[] = [
      { kind: 'image', channels: 1, height: 7, width: 7 },
      { kind: 'max-pool', size: 2, stride: 4, ceil: true },
      { kind: 'global-average-pool' },
    ];
    expect(() => tfjs.write(modelOf({ layers }, 49))).not.toThrow();
    const wide: Layer[] = [layers[0]!, { kind: 'max-pool', size: 5, stride: 3, ceil: true }, layers[2]!];
    expect(() => tfjs.write(modelOf({ layers: wide }, 49))).toThrow(/pools of 5 x 5/);
  });
});
