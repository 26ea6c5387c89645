import { spreadOf } from '../report/spread.js';

/** Methods of Table I, and the soft program with its majorise-minimise loop, which is not in the paper. */
export type PublishedMethod = 'GD-std' | 'GD-FGSM' | 'GD-PGD' | 'Algorithm 1' | 'Algorithm 2';
export type Method = PublishedMethod | 'soft-mm';

/** Accuracies in %, on clean and attacked test images; `certified` is ours alone. */
export interface Numbers {
  readonly clean: number;
  readonly fgsm: number;
  readonly pgd: number;
  readonly certified: number;
  readonly objective: number;
  readonly seconds: number;
}

/** Numbers over the repeats (`sd`: of two at least), or why there are none. */
export type Measured = { readonly mean: Numbers; readonly sd?: Numbers } | { readonly missing: string };

type Printed = Readonly<Record<'clean' | 'fgsm' | 'pgd' | 'objective', readonly [mean: number, sd: number]>>;

/** The printed table. */
export const published: Readonly<Record<PublishedMethod, Printed>> = {
  'GD-std': { clean: [79.56, 0.4138], fgsm: [47.09, 0.429], pgd: [45.6, 0.4796], objective: [0.3146, 0.01101] },
  'GD-FGSM': { clean: [75.3, 3.104], fgsm: [61.03, 4.763], pgd: [60.99, 4.769], objective: [0.837, 0.06681] },
  'GD-PGD': { clean: [76.56, 0.6038], fgsm: [62.48, 0.2215], pgd: [62.44, 0.1988], objective: [0.822, 0.003933] },
  'Algorithm 1': { clean: [81.01, 0.809], fgsm: [0.4857, 0.1842], pgd: [0.3571, 0.1239], objective: [0.00691, 0.000302] },
  'Algorithm 2': { clean: [78.36, 0.325], fgsm: [66.95, 0.4564], pgd: [66.81, 0.4862], objective: [0.6511, 0.006903] },
}; // biome-ignore format: one method a line

export interface Ordering {
  readonly claim: string;
  readonly printed: string;
  readonly needs: readonly PublishedMethod[];
  readonly holds: (mean: (method: PublishedMethod) => Numbers) => boolean;
  readonly show: (mean: (method: PublishedMethod) => Numbers) => string;
}

/** What the printed table says about which method is better: mean of `better` above that of every other. */
export const orderings: readonly Ordering[] = [
  ordering('Algorithm 1 reaches a lower objective than GD-std', 'objective', 'Algorithm 1', ['GD-std']),
  ordering('Algorithm 2 reaches a lower objective than GD-FGSM and GD-PGD', 'objective', 'Algorithm 2', ['GD-FGSM', 'GD-PGD']),
  ordering('Algorithm 1 has the best clean accuracy', 'clean', 'Algorithm 1', ['GD-std', 'GD-FGSM', 'GD-PGD', 'Algorithm 2']),
  ordering('Algorithm 2 has a better clean accuracy than GD-FGSM and GD-PGD', 'clean', 'Algorithm 2', ['GD-FGSM', 'GD-PGD']),
  ordering('Algorithm 2 has the best accuracy under FGSM', 'fgsm', 'Algorithm 2', ['GD-std', 'GD-FGSM', 'GD-PGD', 'Algorithm 1']),
  ordering('Algorithm 2 has the best accuracy under PGD', 'pgd', 'Algorithm 2', ['GD-std', 'GD-FGSM', 'GD-PGD', 'Algorithm 1']),
  ordering('GD-PGD is better under PGD than GD-std', 'pgd', 'GD-PGD', ['GD-std']),
  ordering('GD-std is better under PGD than Algorithm 1, which fits the clean rows best', 'pgd', 'GD-std', ['Algorithm 1']),
]; // biome-ignore format: one claim a line

function ordering(
  claim: string,
  key: 'clean' | 'fgsm' | 'pgd' | 'objective',
  better: PublishedMethod,
  others: readonly PublishedMethod[],
): Ordering {
  const lower = key === 'objective';
  const list = (value: (method: PublishedMethod) => number) =>
    [better, ...others].map((method) => `${method} ${Number(value(method).toPrecision(4))}`).join(', ');
  return {
    claim,
    printed: list((method) => published[method][key][0]),
    needs: [better, ...others],
    holds: (mean) =>
      others.every((other) =>
        lower ? mean(better)[key] < mean(other)[key] : mean(better)[key] > mean(other)[key],
      ),
    show: (mean) => list((method) => mean(method)[key]),
  };
}

/** Mean and standard deviation of every number over the repeats. */
export function summary(runs: readonly Numbers[]): Measured {
  const keys = ['clean', 'fgsm', 'pgd', 'certified', 'objective', 'seconds'] as const;
  const spreads = keys.map((key) => [key, spreadOf(runs.map((run) => run[key]))] as const);
  const part = (of: 'mean' | 'sd') =>
    Object.fromEntries(spreads.map(([key, spread]) => [key, spread[of]])) as unknown as Numbers;
  return { mean: part('mean'), ...(runs.length > 1 ? { sd: part('sd') } : {}) };
}

/** The table rows of a method: as printed, where it is, and ours. */
export function resultRows(method: Method, ours: Measured): string[][] {
  return [...(method === 'soft-mm' ? [] : [printedRow(method)]), ownRow(method, ours)];
}

function printedRow(method: PublishedMethod): string[] {
  const print = (key: keyof Printed) => cell(...published[method][key]);
  return [method, 'published', print('clean'), print('fgsm'), print('pgd'), '–', print('objective'), '–'];
}

function ownRow(method: Method, ours: Measured): string[] {
  if ('missing' in ours) return [method, `ours: ${ours.missing}`, '–', '–', '–', '–', '–', '–'];
  const { mean, sd } = ours;
  const own = (key: Exclude<keyof Numbers, 'seconds'>) => cell(mean[key], sd?.[key]);
  const accuracies = [own('clean'), own('fgsm'), own('pgd'), own('certified')];
  return [method, 'ours', ...accuracies, own('objective'), mean.seconds.toFixed(1)];
}

function cell(mean: number, sd: number | undefined): string {
  const short = (value: number, digits: number) => String(Number(value.toPrecision(digits)));
  return sd === undefined ? short(mean, 4) : `${short(mean, 4)} (${short(sd, 2)})`;
}
