/** Files of arrays as other programs write them. */

export function npy(
  descr: string,
  shape: number[],
  data: Uint8Array,
  more: { fortran?: boolean; version?: number } = {},
) {
  const { fortran = false, version = 1 } = more;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const fields = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const lead = version === 1 ? 10 : 12;
  const header = `${fields.padEnd(Math.ceil((lead + fields.length + 1) / 64) * 64 - lead - 1)}\n`;
  const length = Buffer.alloc(lead - 8);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]);
  return Buffer.concat([magic, length, Buffer.from(header, 'latin1'), data]);
}

export function float64(values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export function safetensors(tensors: Record<string, { dtype: string; shape: number[]; data: Uint8Array }>) {
  let offset = 0;
  const header: Record<string, object> = { __metadata__: { made: 'by a test' } };
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.length] };
    offset += data.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ data }) => data)]);
}
