import type { KernelFamily } from './context.js';

/** Kernels of the backend that give wrong numbers and that nothing here needs: better an error. */
export const refused: KernelFamily = () =>
  Object.fromEntries(
    ['Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'].map((name) => [
      name,
      () => {
        throw new Error(`${name} is wrong on the tensor backend "wasm"; set RELUCENT_BACKEND=cpu`);
      },
    ]),
  );
