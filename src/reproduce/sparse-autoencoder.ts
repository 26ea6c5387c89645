import type { Spec } from '../core/generated/input.js';
import type { DataFiles } from './data-folder.js';

/** The file of the images, MNIST's or one of its form, in the experiment's data folder. */
export const imagesFile = 'train-images-idx3-ubyte.gz';

/** Where it is. */
export const digits: DataFiles = { folder: 'mnist', files: [imagesFile] };

/** The weight of the l1 norm of the codes; it is not printed. */
export const codeWeight = 0.05;

/** The published autoencoder, 784-144-784 with sigmoids, on so many images and a fifth as many to test on. */
export function sparseAutoencoder(images: number): Omit<Spec, 'relucent' | 'regularizer' | 'solver'> {
  return {
    data: {
      source: 'file',
      format: 'idx',
      path: imagesFile,
      limit: images * 1.2,
      split: { test: 1 / 6 },
      scale: 'pixels',
    },
    model: { type: 'autoencoder', code: 144 },
    loss: { type: 'squared' },
    limits: { seconds: 7200 },
  };
}
