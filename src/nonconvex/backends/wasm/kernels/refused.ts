import type { KernelFamily } from './context.js';

/** Kernels that nothing here needs and that the backend has wrong or not at all: better an error that says what to do. */
const unusable = {
  Conv3DBackpropInputV2: 'wrong',
  Conv3DBackpropFilterV2: 'wrong',
  Einsum: 'missing',
};

export const refused: KernelFamily = () =>
  Object.fromEntries(
    Object.entries(unusable).map(([name, what]) => [
      name,
      () => {
        throw new Error(`${name} is ${what} on the tensor backend "wasm"; set RELUCENT_BACKEND=cpu`);
      },
    ]),
  );
