import type { Comparison } from '../core/generated/input.js';

type Data = Comparison['compare']['data'];

/** Methods of the comparison. */
export type Method = 'stable' | 'soft' | 'soft-mm' | 'priced' | 'gd-pgd' | 'gd-pgd, then soft-mm';

/** One data set with the figures of the method's prototype: training objectives, certified. */
export interface Case {
  readonly name: string;
  readonly radius: number;
  readonly weight: number;
  readonly hidden: number;
  /** Needs the data folder. */
  readonly file: boolean;
  /** Also in the quick form. */
  readonly quick: boolean;
  /** Has so few columns that pricing the soft program ends. */
  readonly priced: boolean;
  readonly data: (quick: boolean) => Data;
  readonly prototype: Readonly<Partial<Record<Method, number>>>;
  /** The prototype's figure for gd-pgd is what an attack reached, below its certified one. */
  readonly attacked?: true;
}

const plane = (name: 'two-moons' | 'rings') => (quick: boolean) =>
  ({ source: 'generator', name, n: quick ? 140 : 300, seed: 0, bias: true, split: { test: 0.3 } }) as const;
const table = (path: string, test: number) => () =>
  ({
    source: 'file',
    path: `tabular/${path}`,
    target: 'last',
    scale: 'standardize',
    bias: true,
    split: { test },
  }) as const;

const small = { weight: 1e-3, hidden: 24 } as const;

/** The prototype's tables: four small sets, and a pair of classes of CIFAR-10. */
export const cases: readonly Case[] = [
  {
    ...small,
    name: 'moons',
    radius: 0.08,
    file: false,
    quick: true,
    priced: true,
    data: plane('two-moons'),
    prototype: { stable: 0.389, soft: 0.264, 'soft-mm': 0.079, 'gd-pgd, then soft-mm': 0.057 },
  },
  {
    ...small,
    name: 'rings',
    radius: 0.1,
    file: false,
    quick: true,
    priced: true,
    data: plane('rings'),
    prototype: { stable: 0.934, soft: 0.669, 'soft-mm': 0.147, 'gd-pgd, then soft-mm': 0.124 },
  },
  {
    ...small,
    name: 'banknote',
    radius: 0.1,
    file: true,
    quick: true,
    priced: false,
    // 300 of 1372 rows are trained on.
    data: table('banknote.csv', 0.7813),
    prototype: { stable: 0.069, soft: 0.061, 'soft-mm': 0.031, 'gd-pgd, then soft-mm': 0.027 },
  },
  {
    ...small,
    name: 'ionosphere',
    radius: 0.1,
    file: true,
    quick: false,
    priced: false,
    data: table('ionosphere.csv', 0.3),
    prototype: { stable: 0.35, soft: 0.301, 'soft-mm': 0.043, 'gd-pgd, then soft-mm': 0.035 },
  },
  {
    name: 'CIFAR-10, automobile against horse',
    weight: 1e-4,
    hidden: 72,
    radius: 10,
    file: true,
    quick: false,
    priced: false,
    data: () => ({
      source: 'file',
      format: 'cifar10',
      path: 'cifar10/data_batch_1_part.bin.gz',
      test: { path: 'cifar10/test_batch_part.bin.gz' },
      classes: [1, 7],
      limit: 600,
      downsample: [7, 7],
    }),
    prototype: { stable: 0.694, 'soft-mm': 0.604, 'gd-pgd': 0.667 },
    attacked: true,
  },
];
