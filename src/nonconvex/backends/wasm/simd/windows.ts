import {
  advance,
  type Code,
  encodeModule,
  f32x4,
  get,
  i32,
  set,
  v128,
  type WasmFunction,
  whileAtLeast,
} from '../../../../core/wasm/encode.js';
import { instantiate, type Memory } from '../../../../core/wasm/instantiate.js';

/** Loops of convolutions over windows of an image. Addresses, strides and lengths are in bytes. */
export interface WindowFunctions {
  /**
   * Writes `windows` windows one after the other: each has `lines` runs of `length` bytes, `stride` apart in the
   * image; the next window starts `step` further.
   */
  gather(
    image: number,
    patches: number,
    windows: number,
    step: number,
    lines: number,
    stride: number,
    length: number,
  ): void;
  /** Adds what {@link gather} would have written back to where it came from. */
  scatter(
    image: number,
    patches: number,
    windows: number,
    step: number,
    lines: number,
    stride: number,
    length: number,
  ): void;
  /** c[k] += a[k] b[k] for k < length / 4, `count` times; between times the operands move on by their steps. */
  accumulate(
    a: number,
    stepA: number,
    b: number,
    stepB: number,
    c: number,
    stepC: number,
    length: number,
    count: number,
  ): void;
  /**
   * Adds dy to where x equals y first, in reading order, in one window of `rows` x `cols` pixels with channels of
   * `length` bytes in all. The gradient lies `toGradient` bytes from x, dy lies `toSlope` from y.
   */
  route(
    x: number,
    toGradient: number,
    y: number,
    toSlope: number,
    length: number,
    rows: number,
    rowStride: number,
    cols: number,
    colStride: number,
  ): void;
}

export function compileWindows(memory: Memory): WindowFunctions {
  return instantiate(encodeModule([windows('gather'), windows('scatter'), accumulate(), route()]), memory);
}

function windows(name: 'gather' | 'scatter'): WasmFunction {
  const [image, patches, count, step, lines, stride, length] = [0, 1, 2, 3, 4, 5, 6];
  const [line, linesLeft, source, bytesLeft] = [7, 8, 9, 10];
  const run = (bytes: 16 | 4): Code => {
    const [load, store] = bytes === 16 ? [v128.load, v128.store] : [v128.loadFirst, v128.storeFirst];
    const move =
      name === 'gather'
        ? store(get(patches), load(get(source)))
        : store(get(source), f32x4.add(load(get(source)), load(get(patches))));
    return whileAtLeast(get(bytesLeft), i32.of(bytes), [
      ...move,
      ...advance(source, i32.of(bytes)),
      ...advance(patches, i32.of(bytes)),
      ...advance(bytesLeft, i32.of(-bytes)),
    ]);
  };
  const body = whileAtLeast(get(count), i32.of(1), [
    ...set(line, get(image)),
    ...set(linesLeft, get(lines)),
    ...whileAtLeast(get(linesLeft), i32.of(1), [
      ...set(source, get(line)),
      ...set(bytesLeft, get(length)),
      ...run(16),
      ...run(4),
      ...advance(line, get(stride)),
      ...advance(linesLeft, i32.of(-1)),
    ]),
    ...advance(image, get(step)),
    ...advance(count, i32.of(-1)),
  ]);
  return { name, parameters: 7, integers: 4, vectors: 0, body };
}

function accumulate(): WasmFunction {
  const [a, stepA, b, stepB, c, stepC, length, count] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [p, q, r, bytesLeft] = [8, 9, 10, 11];
  const run = (bytes: 16 | 4): Code => {
    const [load, store] = bytes === 16 ? [v128.load, v128.store] : [v128.loadFirst, v128.storeFirst];
    return whileAtLeast(get(bytesLeft), i32.of(bytes), [
      ...store(get(r), f32x4.add(load(get(r)), f32x4.mul(load(get(p)), load(get(q))))),
      ...[p, q, r].flatMap((pointer) => advance(pointer, i32.of(bytes))),
      ...advance(bytesLeft, i32.of(-bytes)),
    ]);
  };
  const body = whileAtLeast(get(count), i32.of(1), [
    ...set(p, get(a)),
    ...set(q, get(b)),
    ...set(r, get(c)),
    ...set(bytesLeft, get(length)),
    ...run(16),
    ...run(4),
    ...advance(a, get(stepA)),
    ...advance(b, get(stepB)),
    ...advance(c, get(stepC)),
    ...advance(count, i32.of(-1)),
  ]);
  return { name: 'accumulate', parameters: 8, integers: 4, vectors: 0, body };
}

function route(): WasmFunction {
  const [x, toGradient, y, toSlope, length, rows, rowStride, cols, colStride] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [line, at, rowsLeft, colsLeft, target] = [9, 10, 11, 12, 13];
  const [largest, slope, open, hit] = [14, 15, 16, 17];
  const channels = (bytes: 16 | 4): Code => {
    const [load, store] = bytes === 16 ? [v128.load, v128.store] : [v128.loadFirst, v128.storeFirst];
    return whileAtLeast(get(length), i32.of(bytes), [
      ...set(largest, load(get(y))),
      ...set(slope, load(i32.add(get(y), get(toSlope)))),
      ...set(open, v128.lanes(-1)),
      ...set(line, get(x)),
      ...set(rowsLeft, get(rows)),
      ...whileAtLeast(get(rowsLeft), i32.of(1), [
        ...set(at, get(line)),
        ...set(colsLeft, get(cols)),
        ...whileAtLeast(get(colsLeft), i32.of(1), [
          ...set(hit, v128.and(get(open), f32x4.equal(load(get(at)), get(largest)))),
          ...set(open, v128.without(get(open), get(hit))),
          ...set(target, i32.add(get(at), get(toGradient))),
          ...store(get(target), f32x4.add(load(get(target)), v128.and(get(hit), get(slope)))),
          ...advance(at, get(colStride)),
          ...advance(colsLeft, i32.of(-1)),
        ]),
        ...advance(line, get(rowStride)),
        ...advance(rowsLeft, i32.of(-1)),
      ]),
      ...advance(x, i32.of(bytes)),
      ...advance(y, i32.of(bytes)),
      ...advance(length, i32.of(-bytes)),
    ]);
  };
  return { name: 'route', parameters: 9, integers: 5, vectors: 4, body: [...channels(16), ...channels(4)] };
}
