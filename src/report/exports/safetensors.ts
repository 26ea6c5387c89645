import { namedParameters } from '../../core/network.js';
import { littleEndian } from './little-endian.js';
import type { ModelFormat } from './model-format.js';

/**
 * Every parameter by its name, float64, with the metadata in the header.
 * Source: the safetensors format; the header's length in 8 bytes, the header as JSON padded to a multiple of 8, data.
 */
export const safetensors: ModelFormat = {
  name: 'safetensors',
  description: 'weights by name with metadata, float64',
  mediaType: 'application/octet-stream',
  extension: 'safetensors',
  precision: 'float64',
  write({ network, metadata }) {
    const parameters = namedParameters(network);
    let end = 0;
    const entries = parameters.map(({ name, shape, values }) => {
      const start = end;
      end += values.byteLength;
      return [name, { dtype: 'F64', shape, data_offsets: [start, end] }] as const;
    });
    const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
    const header = Buffer.from(text);
    const length = Math.ceil(header.length / 8) * 8;
    const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes.set(header, 8);
    parameters.forEach(({ values }, i) => {
      bytes.set(littleEndian(values), 8 + length + entries[i]![1].data_offsets[0]!);
    });
    return bytes;
  },
};
