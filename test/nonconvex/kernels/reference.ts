/** Naive float64 versions of what networks are made of. Images are NHWC, filters (height, width, in, out). */
export interface Array64 {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface Window {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number;
}

export const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

export function array(shape: readonly number[], entry: (index: number) => number): Array64 {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => entry(i)) };
}

export function map(x: Array64, f: (value: number) => number): Array64 {
  return { shape: x.shape, data: x.data.map(f) };
}

export function product(a: Array64, b: Array64, transposeA: boolean, transposeB: boolean): Array64 {
  const [p, q] = a.shape as [number, number];
  const [r, s] = b.shape as [number, number];
  const [rows, inner] = transposeA ? [q, p] : [p, q];
  const cols = transposeB ? r : s;
  return array([rows, cols], (index) => {
    const [i, j] = [Math.floor(index / cols), index % cols];
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum += a.data[transposeA ? k * q + i : i * q + k]! * b.data[transposeB ? j * s + k : k * s + j]!;
    return sum;
  });
}

/** Length of the result along one axis and the padding before it, as TensorFlow defines them. */
export function extent(from: number, filter: number, stride: number, pad: Window['pad']) {
  if (pad === 'same') {
    const to = Math.ceil(from / stride);
    return { to, before: Math.floor(Math.max(0, (to - 1) * stride + filter - from) / 2) };
  }
  const before = pad === 'valid' ? 0 : pad;
  return { to: Math.floor((from + 2 * before - filter) / stride) + 1, before };
}

/** Calls `visit` for every entry of every window: pixel of the result, entry of the filter, pixel of the image. */
function eachEntry(
  [batch, height, width]: readonly number[],
  [tall, wide]: readonly number[],
  { strides, pad }: Window,
  visit: (target: number, entry: number, source: number) => void,
): { out: [number, number, number] } {
  const rows = extent(height!, tall!, strides[0], pad);
  const cols = extent(width!, wide!, strides[1], pad);
  for (let k = 0; k < batch!; k++)
    for (let r = 0; r < rows.to; r++)
      for (let c = 0; c < cols.to; c++)
        for (let i = 0; i < tall!; i++)
          for (let j = 0; j < wide!; j++) {
            const [y, x] = [r * strides[0] + i - rows.before, c * strides[1] + j - cols.before];
            if (y < 0 || y >= height! || x < 0 || x >= width!) continue;
            visit((k * rows.to + r) * cols.to + c, i * wide! + j, (k * height! + y) * width! + x);
          }
  return { out: [batch!, rows.to, cols.to] };
}

export function conv2d(x: Array64, w: Array64, window: Window): Array64 {
  const [inner, outer] = [w.shape[2]!, w.shape[3]!];
  const sums: number[] = [];
  const { out } = eachEntry(x.shape, w.shape, window, (target, entry, source) => {
    for (let o = 0; o < outer; o++)
      for (let c = 0; c < inner; c++) {
        const at = target * outer + o;
        sums[at] = (sums[at] ?? 0) + x.data[source * inner + c]! * w.data[(entry * inner + c) * outer + o]!;
      }
  });
  return array([...out, outer], (i) => sums[i] ?? 0);
}

export function depthwiseConv2d(x: Array64, w: Array64, window: Window): Array64 {
  const [channels, multiplier] = [w.shape[2]!, w.shape[3]!];
  const sums: number[] = [];
  const { out } = eachEntry(x.shape, w.shape, window, (target, entry, source) => {
    for (let c = 0; c < channels; c++)
      for (let m = 0; m < multiplier; m++) {
        const at = (target * channels + c) * multiplier + m;
        const weight = w.data[(entry * channels + c) * multiplier + m]!;
        sums[at] = (sums[at] ?? 0) + x.data[source * channels + c]! * weight;
      }
  });
  return array([...out, channels * multiplier], (i) => sums[i] ?? 0);
}

/** The mean leaves out what lies outside the image. */
export function pool(x: Array64, filter: [number, number], window: Window, kind: 'max' | 'avg'): Array64 {
  const channels = x.shape[3]!;
  const windows: number[][] = [];
  const { out } = eachEntry(x.shape, filter, window, (target, _entry, source) => {
    for (let c = 0; c < channels; c++) {
      const at = target * channels + c;
      windows[at] = [...(windows[at] ?? []), x.data[source * channels + c]!];
    }
  });
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return array([...out, channels], (i) => (kind === 'max' ? Math.max(...windows[i]!) : mean(windows[i]!)));
}

/** Sums over the first axes, leaving a vector of the last one. */
export function columnSums(x: Array64): Array64 {
  const cols = x.shape.at(-1)!;
  const sums = new Float64Array(cols);
  x.data.forEach((value, i) => {
    sums[i % cols]! += value;
  });
  return { shape: [cols], data: sums };
}

/** Central differences of f at x, in every entry of every argument. */
export function differences(
  f: (...operands: Array64[]) => number,
  operands: readonly Array64[],
  h = 1e-5,
): number[][] {
  return operands.map((operand, k) =>
    Array.from(operand.data, (value, i) => {
      const at = (moved: number) => {
        const data = Float64Array.from(operand.data);
        data[i] = moved;
        return f(...operands.map((other, j) => (j === k ? { shape: operand.shape, data } : other)));
      };
      return (at(value + h) - at(value - h)) / (2 * h);
    }),
  );
}
