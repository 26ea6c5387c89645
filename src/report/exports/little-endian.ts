/** The bytes of numbers, the least significant first: what model files ask for on every machine. */
export function littleEndian(values: Float64Array | Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    if (values instanceof Float64Array) view.setFloat64(8 * i, values[i]!, true);
    else if (values instanceof Float32Array) view.setFloat32(4 * i, values[i]!, true);
    else view.setBigInt64(8 * i, values[i]!, true);
  }
  return bytes;
}
