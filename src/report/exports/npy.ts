import { littleEndian } from './little-endian.js';

/**
 * A float64 array in NumPy's file format 1.0: magic, version, length of the header, header, entries row-major. The
 * entries start at a multiple of 64 bytes.
 * Source: numpy.lib.format.
 */
export function npy(shape: readonly number[], values: Float64Array): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const preamble = 10;
  const length = Math.ceil((preamble + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + 8 * values.length);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - preamble, true);
  bytes.set(Buffer.from(`${dictionary.padEnd(length - preamble - 1)}\n`), preamble);
  bytes.set(littleEndian(values), length);
  return bytes;
}
