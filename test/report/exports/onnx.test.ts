import { describe, expect, it } from 'vitest';
import type { Layer } from '#relucent/core/layers/index.js';
import { networkDocument, networkFromDocument, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { onnx } from '#relucent/report/exports/onnx.js';
import { samplers } from '../../core/sample-layers.js';
import { normalMatrix } from '../../support/networks.js';
import { distance, modelOf, networkWith } from './networks.js';

/** As much of onnxruntime-node as is used here; its own types come with it, and it is not always there. */
interface Runtime {
  readonly InferenceSession: {
    create(bytes: Uint8Array): Promise<{
      run(feeds: object): Promise<{ outputs: { data: Float32Array; dims: readonly number[] } }>;
    }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
}

const name: string = 'onnxruntime-node';
const runtime = (await import(name).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ERR_MODULE_NOT_FOUND' && !process.env.CI) return undefined;
  throw error;
})) as Runtime | undefined;

describe.skipIf(!runtime)('ONNX files run by onnxruntime', () => {
  it.each(Object.keys(samplers) as Layer['kind'][])('give the outputs of a network with %s', async (kind) => {
    const { InferenceSession, Tensor } = runtime!;
    for (let seed = 0; seed < 12; seed++) {
      const { network, columns } = networkWith(kind, seed);
      const session = await InferenceSession.create(onnx.write(modelOf(network, columns)));
      const x = normalMatrix(createRandom(seed, 'rows'), 3, columns);
      const { outputs } = await session.run({
        rows: new Tensor('float32', Float32Array.from(x.data), [3, columns]),
      });
      const expected = predict(network, x);
      expect(outputs.dims).toEqual([3, expected.cols]);
      expect(distance(outputs.data, expected.data)).toBeLessThan(2e-5);
    }
  });
});

it('writes the same bytes for a network that was read back from its document', () => {
  const { network, columns } = networkWith('residual', 1);
  const read = networkFromDocument(networkDocument(network), columns);
  expect(Buffer.from(onnx.write(modelOf(read, columns)))).toEqual(
    Buffer.from(onnx.write(modelOf(network, columns))),
  );
});
