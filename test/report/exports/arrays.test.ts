import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Layer } from '#relucent/core/layers/index.js';
import { namedParameters, networkDocument } from '#relucent/core/network.js';
import { json } from '#relucent/report/exports/json.js';
import { npz } from '#relucent/report/exports/npz.js';
import { safetensors } from '#relucent/report/exports/safetensors.js';
import { modelOf, networkWith } from './networks.js';

const kinds: Layer['kind'][] = ['dense', 'conv2d', 'residual', 'batch-norm'];

function float64(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

describe.each(kinds)('a network with %s', (kind) => {
  const { network, columns } = networkWith(kind, 2);
  const parameters = namedParameters(network);

  it('is in the npz file entry by entry', () => {
    const files = unzipSync(npz.write(modelOf(network, columns)));
    expect(Object.keys(files)).toEqual(parameters.map(({ name }) => `${name}.npy`));
    for (const { name, shape, values } of parameters) {
      const bytes = files[`${name}.npy`]!;
      expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
      const start = 10 + bytes[8]! + 256 * bytes[9]!;
      expect(start % 64).toBe(0);
      const header = Buffer.from(bytes.subarray(10, start)).toString();
      const [, axes] = /'shape': \(([^)]*)\)/.exec(header)!;
      expect(
        axes!
          .split(',')
          .filter((axis) => axis.trim() !== '')
          .map(Number),
      ).toEqual([...shape]);
      expect(float64(bytes.subarray(start))).toEqual(Array.from(values));
    }
  });

  it('is in the safetensors file entry by entry', () => {
    const bytes = safetensors.write(modelOf(network, columns));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
    expect(header.__metadata__).toEqual({ producer: 'test' });
    for (const { name, shape, values } of parameters) {
      const {
        dtype,
        shape: axes,
        data_offsets: [start, end],
      } = header[name];
      expect([dtype, axes]).toEqual(['F64', [...shape]]);
      expect(float64(bytes.subarray(8 + length + start, 8 + length + end))).toEqual(Array.from(values));
    }
  });

  it('is in the JSON file as results have it', () => {
    const { layers } = JSON.parse(Buffer.from(json.write(modelOf(network, columns))).toString());
    expect(layers).toEqual(networkDocument(network).layers);
  });
});
