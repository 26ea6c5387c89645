import type { AnyPenalty } from '../../core/proximal/penalty.js';
import { createRandom } from '../../core/random.js';
import { checkEntries, checkWeights } from './minimizer.js';
import { checkPurity } from './purity.js';
import { type CheckRow, type RegularizerCheck, RegularizerRefused, testNotProof } from './report.js';
import { sampleParams } from './samples.js';
import { checkSpeed } from './speed.js';
import { type Params, type Subject, subjectOf } from './subject.js';
import { checkConvexity, checkDegree, checkGradient, checkSeparability } from './traits.js';

/** One thing that is checked: how many inputs it was tried at, or why it does not apply. */
interface Row {
  readonly name: string;
  readonly claim: string;
  run(subject: Subject): number | string;
}

/** In order: what is cheap and explains most comes first. */
const rows: readonly Row[] = [
  {
    name: 'purity',
    claim: 'equal inputs have equal results, and inputs are not changed',
    run: checkPurity,
  },
  {
    name: 'entries',
    claim: 'of one entry, the operator gives the least of step P(y) + (y - x)^2 / 2, brute force included',
    run: checkEntries,
  },
  {
    name: 'weights',
    claim: 'nothing near the result of the operator, and no random point, costs less',
    run: checkWeights,
  },
  {
    name: 'convexity',
    claim: 'P lies below its chords, and its operator moves no two points apart',
    run: (subject) =>
      subject.penalty.convex ? checkConvexity(subject) : 'it does not say that it is convex',
  },
  {
    name: 'degree',
    claim: 'P(c x) = c^degree P(x)',
    run: (subject) => {
      const { degree } = subject.penalty;
      return degree === undefined ? 'it names no degree' : checkDegree(subject, degree);
    },
  },
  {
    name: 'separability',
    claim: 'P is a sum over the entries, and its operator takes each by itself',
    run: (subject) =>
      subject.penalty.structure === 'entries' ? checkSeparability(subject) : 'it is no sum over the entries',
  },
  {
    name: 'gradient',
    claim: 'the gradient agrees with differences of the values',
    run: (subject) => (subject.penalty.gradient ? checkGradient(subject) : 'it has no gradient'),
  },
  {
    name: 'speed',
    claim: 'the time of the operator grows no faster than the entries',
    run: (subject) =>
      subject.penalty.structure === 'matrix'
        ? 'decompositions of matrices may take longer'
        : checkSpeed(subject),
  },
];

export interface CheckOptions {
  /** Parameters to test with; by default the penalty's own defaults and numbers around them. */
  readonly samples?: readonly Params[];
  /** Told the name of each check before it runs. */
  readonly onRow?: (name: string) => void;
}

export const checkNames: readonly string[] = rows.map(({ name }) => name);

/**
 * Tests a regularizer against its contract, in this thread: a plugin that does not come back keeps it. The same points
 * every time. Throws {@link RegularizerRefused} at the first fault, with a code and where there is one a counterexample.
 */
export function checkRegularizer(
  penalty: AnyPenalty,
  { samples, onRow }: CheckOptions = {},
): RegularizerCheck {
  const random = createRandom(0, `checks of ${penalty.name}`);
  const subject = subjectOf(penalty, samples ?? sampleParams(penalty, random), random);
  return {
    note: testNotProof,
    rows: rows.map(({ name, claim, run }): CheckRow => {
      onRow?.(name);
      const found = guarded(name, () => run(subject));
      return typeof found === 'number'
        ? { name, claim, verdict: 'passed', trials: found }
        : { name, claim, verdict: 'skipped', why: found };
    }),
  };
}

function guarded<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RegularizerRefused) throw error;
    throw new RegularizerRefused('throws', `it failed in the check "${name}": ${(error as Error).message}`);
  }
}
