import { inputError } from '../core/errors.js';
import type { RegularizerDefinition } from '../core/generated/documents.js';
import { paramsSchemaOf } from '../core/proximal/from-expression.js';
import type { AnyPenalty, Shape } from '../core/proximal/penalty.js';

const memoryLimit = 64 * 2 ** 20;
/** Pages of 64 kB: the limit above does not count array buffers, so that the memory itself has an end too. */
const pages = { initial: 256, maximum: 2048 };
const stackLimit = 512 * 1024;
const callMs = 2000;

/** What is used of quickjs-emscripten, an optional package: JavaScript in WebAssembly, with nothing of the host in it. */
interface Handle {
  dispose(): void;
}
interface Context {
  readonly undefined: Handle;
  evalCode(code: string, file: string, options?: { type: 'module' }): unknown;
  unwrapResult(result: unknown): Handle;
  callFunction(fn: Handle, self: Handle, ...inputs: Handle[]): unknown;
  newArrayBuffer(buffer: ArrayBuffer): Handle;
  getArrayBuffer(handle: Handle): { readonly value: Uint8Array; dispose(): void };
  newString(text: string): Handle;
  newNumber(value: number): Handle;
  dump(handle: Handle): unknown;
}
interface Runtime {
  setMemoryLimit(bytes: number): void;
  setMaxStackSize(bytes: number): void;
  setInterruptHandler(interrupt: () => boolean): void;
  newContext(): Context;
}
interface Sandbox {
  readonly RELEASE_SYNC: object;
  newVariant(variant: object, options: { wasmMemory: object }): object;
  newQuickJSWASMModule(variant: object): Promise<{ newRuntime(): Runtime }>;
}

/** The compiler's library for Node leaves it out. */
const { Memory } = (
  globalThis as unknown as { WebAssembly: { Memory: new (limits: typeof pages) => object } }
).WebAssembly;

/** Runs before the module: what would make its answers depend on more than its arguments is taken away. */
const prelude = 'delete Math.random; delete globalThis.Date;';

/** Runs after it, in the same sandbox: numbers come and go as buffers, the value behind the entries. */
const bridge = `(exports) => {
  const { value, prox, gradient } = exports;
  for (const [name, each] of Object.entries({ value, prox }))
    if (typeof each !== 'function') throw new TypeError(name + ' must be an exported function');
  const about = JSON.stringify({
    structure: exports.structure ?? 'vector', convex: exports.convex ?? false, degree: exports.degree,
    formula: exports.formula, gradient: typeof gradient === 'function',
  });
  const call = (name, buffer, step, text) => {
    const x = new Float64Array(buffer);
    const { params, shape } = JSON.parse(text);
    if (name === 'value') return Float64Array.of(value(x, params, shape)).buffer;
    if (name === 'gradient') return Float64Array.from(gradient(x, params, shape)).buffer;
    const found = prox(x, step, params, shape);
    const answer = new Float64Array(found.y.length + 1);
    answer.set(found.y);
    answer[found.y.length] = found.value;
    return answer.buffer;
  };
  return { about, call };
}`;

/**
 * The penalty of a JavaScript module that runs in a sandbox of its own: 64 MB of objects and 128 MB in all, 2 seconds a
 * call, no file, no network, no clock, no random numbers. Throws InputError at /module where JavaScript is not allowed here or the module does not load, and
 * later at /regularizer where a call fails.
 */
export async function sandboxedPenalty(definition: RegularizerDefinition): Promise<AnyPenalty> {
  if (process.env['RELUCENT_SANDBOX'] !== '1') {
    throw inputError(
      '/module',
      'JavaScript is not accepted here: send an expression as "value"; whoever runs this may allow it by RELUCENT_SANDBOX=1',
    );
  }
  const { context, about, call } = await load(definition);
  const { structure, convex, degree, formula, gradient } = about;

  const ask = (name: string, x: Float64Array, step: number, params: unknown, shape: Shape): Float64Array => {
    const inputs = [
      context.newString(name),
      context.newArrayBuffer(x.slice().buffer as ArrayBuffer),
      context.newNumber(step),
      context.newString(JSON.stringify({ params, shape })),
    ];
    try {
      const found = call(inputs);
      const bytes = context.getArrayBuffer(found);
      const answer = new Float64Array(bytes.value.slice().buffer);
      bytes.dispose();
      found.dispose();
      return answer;
    } catch (error) {
      throw inputError('/regularizer', `${definition.name} failed in its sandbox: ${reason(error)}`);
    } finally {
      for (const input of inputs) input.dispose();
    }
  };

  return {
    name: definition.name,
    formula: formula ?? 'a JavaScript module',
    reference: definition.reference ?? 'registered as a JavaScript module',
    structure,
    convex: definition.convex || convex,
    ...(degree === undefined ? {} : { degree }),
    paramsSchema: paramsSchemaOf(definition),
    value: (x, params, shape) => ask('value', x, 0, params, shape)[0]!,
    prox(x, step, params, shape) {
      const answer = ask('prox', x, step, params, shape);
      return { y: answer.subarray(0, -1).slice(), value: answer.at(-1)! };
    },
    ...(gradient && {
      gradient: (x: Float64Array, params: unknown, shape: Shape) => ask('gradient', x, 0, params, shape),
    }),
  };
}

interface About extends Pick<AnyPenalty, 'structure' | 'convex'> {
  readonly degree?: number;
  readonly formula?: string;
  readonly gradient: boolean;
}

async function load({ module = '' }: RegularizerDefinition) {
  const { newQuickJSWASMModule, newVariant, RELEASE_SYNC } = await sandbox();
  const wasmMemory = new Memory(pages);
  const runtime = (await newQuickJSWASMModule(newVariant(RELEASE_SYNC, { wasmMemory }))).newRuntime();
  runtime.setMemoryLimit(memoryLimit);
  runtime.setMaxStackSize(stackLimit);
  let deadline = 0;
  runtime.setInterruptHandler(() => performance.now() > deadline);
  const context = runtime.newContext();
  const within = (work: () => unknown): Handle => {
    deadline = performance.now() + callMs;
    return context.unwrapResult(work());
  };
  try {
    within(() => context.evalCode(prelude, 'prelude.js')).dispose();
    const connect = within(() => context.evalCode(bridge, 'bridge.js'));
    const exported = within(() => context.evalCode(module, 'regularizer.js', { type: 'module' }));
    const ends = within(() => context.callFunction(connect, context.undefined, exported));
    const { about } = context.dump(ends) as { about: string };
    const pick = within(() => context.evalCode('(ends) => ends.call', 'pick.js'));
    const entry = within(() => context.callFunction(pick, context.undefined, ends));
    return {
      context,
      about: JSON.parse(about) as About,
      call: (inputs: Handle[]) => within(() => context.callFunction(entry, context.undefined, ...inputs)),
    };
  } catch (error) {
    throw inputError('/module', `cannot be loaded: ${reason(error)}`);
  }
}

async function sandbox(): Promise<Sandbox> {
  // Not a literal: the package is optional, and so are its types.
  const name = 'quickjs-emscripten';
  try {
    return (await import(name)) as Sandbox;
  } catch {
    throw inputError(
      '/module',
      'JavaScript needs the package quickjs-emscripten 0.32, which is not installed here',
    );
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/interrupted/.test(text)) return `a call took more than ${callMs / 1000} s`;
  // With no memory left for an error object, QuickJS throws null.
  if (text === 'null') return `out of memory (${memoryLimit / 2 ** 20} MB), or it threw null`;
  return text.slice(0, 300);
}
