import type { Spec } from '../core/generated/input.js';
import type { DataFiles } from './data-folder.js';

/** The part of CIFAR-10 that the experiments on images take from their data folder. */
export const cifarFiles = { train: 'data_batch_1_part.bin.gz', test: 'test_batch_part.bin.gz' } as const;

/** Where they are. */
export const cifar: DataFiles = { folder: 'cifar10', files: Object.values(cifarFiles) };

/** So many training images of it, pixels from 0 to 1, and its test images. */
export function cifarPart(images: number): Spec['data'] {
  return { ...file, test: { path: cifarFiles.test }, limit: images };
}

/** So many training images of it, pixels from 0 to 1, and so many to test on from the same file. */
export function splitCifarPart(images: number, testImages: number): Spec['data'] {
  return { ...file, limit: images + testImages, split: { test: testImages / (images + testImages) } };
}

const file = { source: 'file', format: 'cifar10', path: cifarFiles.train, scale: 'pixels' } as const;
