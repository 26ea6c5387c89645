import { type Fields, fieldOf } from './draft.js';
import { type FormField, number, text } from './form-fields.js';

const generators = [
  'two-moons',
  'blobs',
  'spirals',
  'rings',
  'random-labels',
  'planted',
  'box-separable',
  'patches-teacher',
  'mlp-teacher',
];

const scales = ['', 'none', 'standardize', 'minmax'];

const preparation: readonly FormField[] = [
  {
    label: 'Scale',
    path: ['data', 'scale'],
    control: { kind: 'choice', options: scales, none: 'default (none)' },
  },
  { label: 'Share for the test', path: ['data', 'split', 'test'], control: number('none') },
  { label: 'Column of ones', path: ['data', 'bias'], control: { kind: 'switch' } },
];

const bySource: Readonly<Record<string, readonly FormField[]>> = {
  generator: [
    { label: 'Generator', path: ['data', 'name'], control: { kind: 'choice', options: generators } },
    { label: 'Rows', path: ['data', 'n'], control: number('200') },
    { label: 'Noise', path: ['data', 'noise'], control: number('default') },
  ],
  dataset: [{ label: 'Dataset', note: 'its id', path: ['data', 'id'], control: text }],
};

/** Small data of every source, to be filled in. */
const starts: Readonly<Record<string, Fields>> = {
  generator: { name: 'two-moons' },
  inline: {
    x: [
      [0, 0],
      [1, 1],
    ],
    y: [-1, 1],
  },
  dataset: { id: '' },
};

/** The fields of the data's own source, and those of every source. Rows given inline are edited in the document. */
export function dataFields(task: Fields): readonly FormField[] {
  const source = String(fieldOf(task, ['data', 'source']) ?? '');
  const sources = [...new Set(['generator', 'inline', source])];
  const kept = Object.fromEntries(
    ['scale', 'bias', 'split'].flatMap((name) => {
      const value = fieldOf(task, ['data', name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return [
    {
      label: 'Source',
      path: ['data', 'source'],
      control: { kind: 'choice', options: sources },
      around: (value) => ({ source: value, ...starts[value], ...kept }),
    },
    ...(bySource[source] ?? []),
    ...preparation,
  ];
}
