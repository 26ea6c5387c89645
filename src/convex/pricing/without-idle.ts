import type { Problem } from '../../core/problem.js';
import type { LossBlock } from '../losses/loss-block.js';
import { fewestNeurons } from '../merge-neurons.js';
import { neuronLengths } from '../neurons.js';
import type { Pattern } from '../patterns/pattern.js';
import type { CertifiedAttempt, Incumbent, Solving } from '../solve-certified.js';
import { solveStable } from '../solve-stable.js';
import type { GlobalBound } from './global-bound.js';

/** Where a search ended. */
interface End {
  readonly patterns: readonly Pattern[];
  readonly incumbent: Incumbent | undefined;
  readonly global: GlobalBound | undefined;
  readonly goal: number;
}

/**
 * A search's end with the patterns alone that carry weight: the program on the patterns of the fewest neurons, solved
 * once more. The global bound is about all patterns and stays; the certificate of the program becomes that of the smaller
 * one. Undefined where no pattern is idle, or where the smaller program was not solved to the gap that was asked for.
 */
export async function withoutIdle(
  problem: Problem,
  loss: LossBlock,
  { patterns, incumbent, global, goal }: End,
  solving: Solving,
): Promise<{ readonly patterns: readonly Pattern[]; readonly attempt: CertifiedAttempt } | undefined> {
  if (!incumbent || !global) return undefined;
  const norms = neuronLengths(fewestNeurons(problem, patterns, incumbent.neurons));
  const carrying = patterns.filter((_, i) => norms[i]! > 0 || norms[i + patterns.length]! > 0);
  if (carrying.length === patterns.length) return undefined;

  let attempt: CertifiedAttempt | undefined;
  for await (const one of solveStable(problem, carrying, loss, solving)) attempt = one;
  if (!attempt?.incumbent || attempt.incumbent.upper - global.value > goal) return undefined;
  return { patterns: carrying, attempt };
}
