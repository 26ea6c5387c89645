import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { ExtrapolationOptions } from '../../core/generated/documents.js';
import type { Network } from '../../core/network.js';
import type { AnyProblem } from '../../core/problem.js';
import type { Algorithm } from '../algorithm.js';
import { initialParameters } from '../algorithms/gradient.js';
import { replaced, trainedParameters } from '../networks/trained-parameters.js';
import { rateFactor } from '../schedules.js';
import type { TensorLibrary } from '../tensors.js';
import { epochsPerEvaluation, objectiveTerms, trainingOf } from '../training-objective.js';
import { batchAt, batchesOf } from './batches.js';
import { mostStages, muOf } from './continuation.js';
import { type Rows, splitEnergies } from './energies.js';
import { type Iterate, innerIteration, type SplitProblem } from './inner-iteration.js';
import { splittingOf } from './splitting-of.js';
import { tensorSpace } from './tensor-space.js';

/** The iterate with its batch norms' statistics, s by batch where it has parts for rows, and how far the run is. */
export type ExtrapolationState = {
  readonly parameters: Tensor[];
  readonly before: Tensor[];
  readonly s: Tensor[][];
  readonly sBefore: Tensor[][];
  readonly curvature: number;
  /** T after the last step, where restarts need it. */
  readonly total: number;
  readonly steps: number;
};

/**
 * Non-smooth regularization by splitting, with extrapolation and continuation in mu: stages of `stageEpochs` passes
 * over the rows, each an {@link innerIteration} a batch, from p = p_before and s = s_before; mu falls between them.
 * Rows keep to their batch, which is drawn once; the batches come in a new order in every pass.
 * Source: Amini et al., Algorithm 1.
 */
export function extrapolation(
  tf: TensorLibrary,
  problem: AnyProblem,
  options: ExtrapolationOptions,
  measures: (network: Network) => Record<string, number>,
): Algorithm<ExtrapolationState> {
  const training = trainingOf(problem);
  const { architecture } = training;
  const splitting = splittingOf(problem, architecture);
  const trained = trainedParameters(architecture);
  const hasStatistics = trained.length < architecture.parameters.length;
  const batches = batchesOf(tf, problem, options.batch);
  const stepsPerStage = options.stageEpochs * batches.length;
  const allSteps = stepsPerStage * mostStages(options);
  const space = tensorSpace(tf);
  const energies = splitEnergies(tf, problem, splitting);
  const muAt = (steps: number) => muOf(options, Math.floor(steps / stepsPerStage));

  /** The problem of one batch, with p the parameters that are trained. */
  function splitProblem(parameters: readonly Tensor[], rows: Rows): SplitProblem<readonly Tensor[]> {
    const all = (p: readonly Tensor[]) => replaced(parameters, trained, p);
    const energy = (p: readonly Tensor[], s: readonly Tensor[], mu: number) =>
      energies.energy(all(p), rows, s, mu);
    return {
      space,
      features: (p) => splitting.features(tf, all(p), rows.x),
      prox: (s, step) => splitting.prox(tf, s, step),
      energy: (p, s, mu) => energy(p, s, mu).dataSync()[0]!,
      slope(p, s, mu) {
        const { value, grads } = tf.valueAndGrads((...moving: Tensor[]) => energy(moving, s, mu))([...p]);
        return { energy: value.dataSync()[0]!, gradient: grads };
      },
    };
  }

  /** Momentum and curvature as they are where a stage begins. */
  function fresh({ parameters, s }: ExtrapolationState) {
    const before = trained.map((i) => parameters[i]!);
    return { before, sBefore: s, curvature: options.curvature, total: Number.MAX_VALUE };
  }

  function rateAt(steps: number): { rate?: number } {
    if (options.learningRate === undefined) return {};
    const position = { epoch: Math.floor(steps / batches.length), share: steps / allSteps };
    return { rate: options.learningRate * rateFactor(options.schedule, position) };
  }

  return {
    stepsPerIteration: batches.length,
    iterationsPerEvaluation: epochsPerEvaluation(training, batches.length),
    milestoneEvery: options.stageEpochs,
    ...(problem.regularizer.name === 'gram-inf-indicator' ? { keeps: 'last' as const } : {}),

    init() {
      const parameters = initialParameters(tf, architecture, problem);
      const s = splitting.perRow
        ? batches.map(({ x }) => splitting.zeros(tf, x.shape[0]))
        : [splitting.zeros(tf, 0)];
      const start = { parameters, before: [], s, sBefore: s, curvature: 0, total: 0, steps: 0 };
      return { ...start, ...fresh(start) };
    },

    step(state) {
      const { parameters, s, sBefore, before, curvature, total, steps } = {
        ...state,
        ...(state.steps % stepsPerStage === 0 ? fresh(state) : {}),
      };
      const b = batchAt(problem.seed, steps, batches.length);
      const rows = batches[b]!;
      const slot = splitting.perRow ? b : 0;
      const at: Iterate<readonly Tensor[]> = {
        p: trained.map((i) => parameters[i]!),
        pBefore: before,
        s: s[slot]!,
        sBefore: sBefore[slot]!,
        curvature,
      };
      const mu = muAt(steps);
      const next = innerIteration(splitProblem(parameters, rows), at, { ...options, mu, ...rateAt(steps) });
      const arrived = replaced(parameters, trained, next.p);
      const after = options.restart
        ? energies.measured(arrived, rows, next.s, mu).total.dataSync()[0]!
        : Number.MAX_VALUE;
      return {
        parameters: hasStatistics ? architecture.statistics(tf, arrived, rows.x) : arrived,
        before: after > total ? [...next.p] : [...next.pBefore],
        s: s.with(slot, [...next.s]),
        sBefore: sBefore.with(slot, [...next.sBefore]),
        curvature: next.curvature,
        total: after,
        steps: steps + 1,
      };
    },

    residuals({ parameters, s, curvature, steps }): Record<string, Scalar | number> {
      const mu = muAt(Math.max(0, steps - 1));
      const parts = batches.map((rows, b) => {
        const { total, gap } = energies.measured(parameters, rows, s[splitting.perRow ? b : 0]!, mu);
        const share = rows.x.shape[0] / problem.train.x.rows;
        return { total: tf.mul<Scalar>(share, total), gap: tf.mul<Scalar>(share, gap) };
      });
      return {
        T: tf.addN(parts.map(({ total }) => total)) as Scalar,
        gap: tf.addN(parts.map(({ gap }) => gap)) as Scalar,
        mu,
        nonzeros: shareOfNonzeros(tf, s.flat()),
        ...(options.learningRate === undefined ? { L: curvature } : {}),
      };
    },

    solution: ({ parameters }) => architecture.toNetwork(parameters),
    objective: (network) => objectiveTerms(tf, training, network),
    measures,
    dispose: () => tf.dispose(batches.flatMap(({ x, y }) => [x, y])),
  };
}

/** The share of the entries that differ from 0. */
function shareOfNonzeros(tf: TensorLibrary, s: readonly Tensor[]): Scalar {
  const count = tf.addN(s.map((each) => tf.sum(tf.step(tf.abs(each)))));
  const size = s.reduce((sum, each) => sum + each.size, 0);
  return tf.div(count, size);
}
