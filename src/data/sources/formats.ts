import type { FileData } from '../../core/generated/documents.js';
import { readCifar10 } from './cifar10.js';
import { readCsv } from './csv.js';
import type { FileReader } from './file-reader.js';
import { readIdx } from './idx.js';
import { readNpy } from './npy.js';
import { readNpz } from './npz.js';
import { readSafetensors } from './safetensors.js';

export type Format = NonNullable<FileData['format']>;

export const readers: Readonly<Record<Format, FileReader>> = {
  csv: readCsv,
  idx: readIdx,
  cifar10: readCifar10,
  npy: readNpy,
  npz: readNpz,
  safetensors: readSafetensors,
};

/** What is missing where targets are needed. */
export const targetOf: Readonly<Record<Format, string>> = {
  csv: 'the column of the targets',
  cifar10: 'the column of the targets',
  idx: 'the idx file of the labels',
  npy: 'the column of the targets, or the npy file of the labels',
  npz: 'the name of the array of the targets',
  safetensors: 'the name of the array of the targets',
};
