import type { AnyPenalty, Proximal, Shape } from '../../core/proximal/penalty.js';
import type { Random } from '../../core/random.js';
import { type Counterexample, RegularizerRefused } from './report.js';

export type Params = Readonly<Record<string, unknown>>;

/** A regularizer under test. Its answers are looked at before they are used. */
export interface Subject {
  readonly penalty: AnyPenalty;
  /** Parameters to test with, the defaults first. */
  readonly samples: readonly Params[];
  readonly random: Random;
  value(x: Float64Array, params: Params, shape: Shape): number;
  prox(x: Float64Array, step: number, params: Params, shape: Shape): Proximal;
}

/** Answers that are no numbers of the right kind are refused. */
export function subjectOf(penalty: AnyPenalty, samples: readonly Params[], random: Random): Subject {
  const value = (x: Float64Array, params: Params, shape: Shape) => {
    const found = penalty.value(x, params, shape);
    if (typeof found === 'number' && found >= 0) return found;
    const at: Counterexample = { params, x: [...x], shape, returned: found };
    if (typeof found !== 'number' || Number.isNaN(found)) {
      throw new RegularizerRefused('value-not-a-number', `its value at ${show(x)} is no number`, at);
    }
    const rule = 'a penalty is at least 0: add a constant';
    throw new RegularizerRefused('negative-value', `its value at ${show(x)} is ${found}; ${rule}`, at);
  };

  return {
    penalty,
    samples,
    random,
    value,
    prox(x, step, params, shape) {
      const found = penalty.prox(x, step, params, shape) as Partial<Proximal> | undefined;
      const at: Counterexample = { params, x: [...x], shape, step };
      if (!(found?.y instanceof Float64Array) || typeof found.value !== 'number') {
        throw new RegularizerRefused(
          'prox-not-a-number',
          'its operator must return { y, value }: a Float64Array and a number',
          at,
        );
      }
      const { y, value: there } = found as Proximal;
      const returned = [...y];
      if (y.length !== x.length) {
        const message = `its operator returned ${y.length} entries for ${x.length}`;
        throw new RegularizerRefused('wrong-length', message, { ...at, returned });
      }
      if (!y.every(Number.isFinite)) {
        const message = `its operator returned ${show(y)} at x = ${show(x)}, step = ${step}`;
        throw new RegularizerRefused('prox-not-a-number', message, { ...at, returned });
      }
      const direct = value(y, params, shape);
      if (!(Math.abs(there - direct) <= 1e-9 * (1 + Math.abs(direct)))) {
        const message = `beside its result the operator says that the penalty there is ${there}; it is ${direct}`;
        throw new RegularizerRefused('value-mismatch', message, { ...at, returned: there, expected: direct });
      }
      return { y, value: direct };
    },
  };
}

export function show(x: ArrayLike<number>): string {
  const shown = Array.from(x, (each) => String(Number(each.toPrecision(6))));
  return shown.length === 1 ? shown[0]! : `(${shown.join(', ')})`;
}
