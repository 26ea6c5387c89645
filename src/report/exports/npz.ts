import { zipSync } from 'fflate';
import { namedParameters } from '../../core/network.js';
import type { ModelFormat } from './model-format.js';
import { npy } from './npy.js';

/** Every parameter as an array of its own, named as in `0.weight`; `numpy.load` reads it. */
export const npz: ModelFormat = {
  name: 'npz',
  description: 'weights by name for numpy.load, float64',
  mediaType: 'application/zip',
  extension: 'npz',
  precision: 'float64',
  write: ({ network }) =>
    zipSync(
      Object.fromEntries(
        namedParameters(network).map(({ name, shape, values }) => [`${name}.npy`, npy(shape, values)]),
      ),
      { level: 0, mtime: new Date(1980, 0, 1) },
    ),
};
