import type { HistoryPoint } from '../core/generated/documents.js';
import type { Spec } from '../core/generated/input.js';
import { type Network, weightMatricesOf } from '../core/network.js';
import type { ExperimentContext } from './experiment.js';
import { train } from './train.js';

/** A solver with the options to choose from: the run with the lowest training error counts. */
export interface Method {
  readonly label: string;
  readonly solver: string;
  readonly candidates: readonly Readonly<Record<string, unknown>>[];
}

/** One problem for all methods. */
export interface Task {
  readonly data: Spec['data'];
  readonly rows: number;
  readonly hidden: readonly number[];
  /** Weight of the group lasso beside (1/N) sum |f - y|^2. */
  readonly lambdaW: number;
  /** Wall seconds of every run. */
  readonly seconds: number;
  readonly seed: number;
}

/** What one method reached on one problem, in the paper's measures. */
export interface Reached {
  readonly label: string;
  readonly chosen: Readonly<Record<string, unknown>>;
  /** (1/N) sum |f(x) - y|^2 over the training rows, and over the test rows by their own number. */
  readonly trainError: number;
  readonly testError: number;
  /** Shares of right rows; undefined without classes. */
  readonly accuracy: number | undefined;
  readonly testAccuracy: number | undefined;
  /** Shares of all columns of all weights that are 0, and of those no longer than 1e-3. */
  readonly zeroColumns: number;
  readonly smallColumns: number;
  /** Of the constraints, at the end; undefined for methods without them. */
  readonly feasVi: number | undefined;
  readonly iterations: number;
  readonly history: readonly HistoryPoint[];
}

/** A method that ended without a network, and why. */
export interface Missing {
  readonly label: string;
  readonly missing: string;
}

const leaky = { name: 'leaky-relu', slope: 0.01 } as const;
/** More than any run has time for. */
const endless = 1_000_000;

/** What IALAM's penalty is chosen from. */
export const penalties: readonly number[] = [0.01, 0.1, 1];

/** IALAM with these penalties first, then the paper's baselines: all of them and over their learning rates, or not. */
export function methods(
  rhos: readonly number[],
  { tuned, all }: { readonly tuned: boolean; readonly all: boolean },
): Method[] {
  const gradient = (label: string, solver: string, usual: number, rates: readonly number[]) => ({
    label,
    solver,
    candidates: (tuned ? rates : [usual]).map((learningRate) => ({ learningRate })),
  });
  return [
    { label: 'IALAM', solver: 'ialam', candidates: rhos.map((rho) => ({ rho })) },
    gradient('SGD', 'sgd', 5e-2, [1e-3, 1e-2, 5e-2]),
    gradient('Adadelta', 'adadelta', 1, [1]),
    gradient('Adam', 'adam', 1e-3, [1e-3, 1e-2]),
    ...(all
      ? [
          gradient('Adagrad', 'adagrad', 1e-2, [1e-3, 1e-2, 5e-2]),
          gradient('AdagradDecay', 'adagrad-decay', 1e-2, [1e-3, 1e-2, 5e-2]),
          gradient('Adamax', 'adamax', 1e-3, [1e-3, 1e-2]),
        ]
      : []),
  ];
}

/** Every method on a task, one after the other. Throws InputError and Interrupted. */
export async function reachAll(
  task: Task,
  all: readonly Method[],
  context: ExperimentContext,
  { name, from, to }: { readonly name: string; readonly from: number; readonly to: number },
): Promise<(Reached | Missing)[]> {
  const reached = [];
  for (const [m, method] of all.entries()) {
    const fraction = from + ((to - from) * m) / all.length;
    reached.push(await reach(task, method, context, { phase: `${name}, ${method.label}`, fraction }));
  }
  return reached;
}

async function reach(
  task: Task,
  { label, solver, candidates }: Method,
  context: ExperimentContext,
  progress: { readonly phase: string; readonly fraction: number },
): Promise<Reached | Missing> {
  let best: Reached | undefined;
  let missing = '';
  for (const chosen of candidates) {
    const { result, network } = await train(specOf(task, solver, chosen), context, progress);
    const { metrics, history, reason } = result;
    if (!network || !metrics?.train) {
      missing = reason;
      continue;
    }
    const reached: Reached = {
      label,
      chosen,
      trainError: metrics.train.loss,
      testError: metrics.test?.loss ?? Number.NaN,
      accuracy: metrics.train.accuracy,
      testAccuracy: metrics.test?.accuracy,
      zeroColumns: shortColumns(network, 0),
      smallColumns: shortColumns(network, 1e-3),
      feasVi: history.at(-1)?.residuals?.['feasVi'],
      iterations: result.solver.iterations ?? 0,
      history,
    };
    if (!best || reached.trainError < best.trainError) best = reached;
  }
  return best ?? { label, missing };
}

function specOf(
  { data, rows, hidden, lambdaW, seconds, seed }: Task,
  solver: string,
  chosen: object,
): Omit<Spec, 'relucent'> {
  const endlessly =
    solver === 'ialam'
      ? { iterations: endless }
      : { epochs: endless, schedule: 'constant', batch: rows >= 1000 ? 64 : 32 };
  return {
    data,
    seed,
    model: { type: 'mlp', hidden: [...hidden], activation: leaky, outputActivation: leaky },
    // (1/N) sum |f - y|^2, the paper's: the loss is half the square.
    loss: { type: 'squared', scale: 2 / rows },
    regularizer: { type: 'column-lasso', weight: lambdaW },
    solver: { name: solver, options: { ...endlessly, ...chosen } },
    evaluate: { certify: false },
    limits: { seconds },
  };
}

/** Share of the columns of all weights whose length is at most `limit`. */
function shortColumns(network: Network, limit: number): number {
  const lengths = weightMatricesOf(network).flatMap(({ rows, cols, data }) =>
    Array.from({ length: cols }, (_, j) =>
      Math.sqrt(Array.from({ length: rows }, (_row, i) => data[i * cols + j]! ** 2).reduce((a, b) => a + b)),
    ),
  );
  return lengths.filter((length) => length <= limit).length / lengths.length;
}

export const isReached = (one: Reached | Missing): one is Reached => !('missing' in one);
