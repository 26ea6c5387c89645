import {
  advance,
  type Code,
  encodeModule,
  f32x4,
  get,
  i32,
  masks,
  set,
  v128,
  type WasmFunction,
  whileAtLeast,
} from '../../../../core/wasm/encode.js';
import { instantiate, type Memory } from '../../../../core/wasm/instantiate.js';

/** How the entries of an operand or result are stored: float32, or one byte that is 0 or 1. */
export type Entry = 'float32' | 'bool';

/** One operation on entries, as code on four of them at a time. A bool operand or result is a mask of all ones or none. */
interface Operation {
  readonly operands: readonly Entry[];
  readonly result: Entry;
  code(...operands: Code[]): Code;
}

const comparison = (code: (a: Code, b: Code) => Code): Operation => ({
  operands: ['float32', 'float32'],
  result: 'bool',
  code,
});

const zero = v128.lanes(0);
const one = v128.lanes(0x3f800000);

/** The operations by the name of their tfjs kernel, where there is one. A NaN operand gives a NaN where it does so on tfjs's cpu backend. */
export const operations = {
  Maximum: { operands: ['float32', 'float32'], result: 'float32', code: f32x4.max },
  Minimum: { operands: ['float32', 'float32'], result: 'float32', code: f32x4.min },
  Greater: comparison(f32x4.greater),
  GreaterEqual: comparison(f32x4.greaterEqual),
  Less: comparison(f32x4.less),
  LessEqual: comparison(f32x4.lessEqual),
  Equal: comparison(f32x4.equal),
  NotEqual: comparison(f32x4.notEqual),
  LogicalAnd: { operands: ['bool', 'bool'], result: 'bool', code: v128.and },
  // slope * x where x < 0, else x.
  LeakyRelu: {
    operands: ['float32', 'float32'],
    result: 'float32',
    code: (x, slope) => v128.select(f32x4.mul(x, slope), x, f32x4.less(x, zero)),
  },
  // [x > 0] - [x < 0].
  Sign: {
    operands: ['float32'],
    result: 'float32',
    code: (x) => f32x4.sub(v128.and(f32x4.greater(x, zero), one), v128.and(f32x4.less(x, zero), one)),
  },
  // keep * old + rest * fresh, and the same with the square of the last.
  Blend: {
    operands: ['float32', 'float32', 'float32', 'float32'],
    result: 'float32',
    code: (old, fresh, keep, rest) => f32x4.add(f32x4.mul(keep, old), f32x4.mul(rest, fresh)),
  },
  BlendSquare: {
    operands: ['float32', 'float32', 'float32', 'float32'],
    result: 'float32',
    code: (old, fresh, keep, rest) =>
      f32x4.add(f32x4.mul(keep, old), f32x4.mul(rest, f32x4.mul(fresh, fresh))),
  },
  // parameter - rate * mean / (sqrt(square) + floor).
  ScaledStep: {
    operands: ['float32', 'float32', 'float32', 'float32', 'float32'],
    result: 'float32',
    code: (parameter, mean, square, rate, floor) => {
      const change = f32x4.div(f32x4.mul(rate, mean), f32x4.add(f32x4.sqrt(square), floor));
      return f32x4.sub(parameter, change);
    },
  },
  Select: {
    operands: ['bool', 'float32', 'float32'],
    result: 'float32',
    code: (condition, t, e) => v128.select(t, e, condition),
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/**
 * operation(count, result, operand, step, ...): result[i] = f(operand[i], ...) for i < count. Operands and result are
 * addresses; an operand moves on by `step` bytes every four entries: by its natural {@link step}, or by 0 where four
 * equal entries stand for all.
 */
export type ElementwiseFunction = (...integers: number[]) => void;

/** Bytes of four entries. */
export const step = (entry: Entry): number => (entry === 'float32' ? 16 : 4);

/** The operations over the entries of that memory. */
export function compileElementwise(memory: Memory): Readonly<Record<OperationName, ElementwiseFunction>> {
  const functions = Object.entries(operations).map(([name, operation]) => loops(name, operation));
  return instantiate(encodeModule(functions), memory);
}

/** Four entries at a time, then the rest one by one. */
function loops(name: string, { operands, result, code }: Operation): WasmFunction {
  const [count, out] = [0, 1];
  const pointer = (k: number) => 2 + 2 * k;
  const stepOf = (k: number) => 3 + 2 * k;
  const parameters = 2 + 2 * operands.length;
  const value = (k: number) => parameters + k;

  const loop = (width: 4 | 1): Code => {
    const load = (entry: Entry, k: number): Code => {
      const first = v128.loadFirst(get(pointer(k)));
      if (entry === 'bool') return masks.ofBytes(first);
      return width === 4 ? v128.load(get(pointer(k))) : first;
    };
    const store = (entries: Code): Code => {
      if (result === 'bool')
        return (width === 4 ? v128.storeFirst : v128.storeByte)(get(out), masks.toBytes(entries));
      return (width === 4 ? v128.store : v128.storeFirst)(get(out), entries);
    };
    const moved = (k: number) => (width === 4 ? get(stepOf(k)) : i32.quarter(get(stepOf(k))));
    return whileAtLeast(get(count), i32.of(width), [
      ...operands.flatMap((entry, k) => set(value(k), load(entry, k))),
      ...store(code(...operands.map((_, k) => get(value(k))))),
      ...operands.flatMap((_, k) => advance(pointer(k), moved(k))),
      ...advance(out, i32.of((width * step(result)) / 4)),
      ...advance(count, i32.of(-width)),
    ]);
  };
  return { name, parameters, integers: 0, vectors: operands.length, body: [...loop(4), ...loop(1)] };
}
