import type { Judge } from '../engine/judge.js';
import type { EngineReport, Reached } from '../engine/messages.js';
import type { ConeRows, Vector } from './cone-rows.js';
import type { Iterate } from './iterates.js';

const maxIterations = 200;
/** Where iterates are costly to judge, not every one is, but one in so many. */
const seldom = 5;
/** Times the tolerance that s . z may be where the gap may be closed already. */
const nearlyClosed = 10;

/** What a run of the interior point is told of its program. */
export interface Reporting<V extends Vector, R extends ConeRows, C> {
  candidateOf(iterate: Iterate<V, R>): C;
  /** What s . z = 1 is in the problem's units: once the multipliers are feasible, that is the gap. */
  readonly objective: number;
  readonly costly: boolean;
  /** The last point with as many small neurons dropped as leave it at most `highest`. */
  thinned(reached: Reached, highest: number): Reached;
  /** What it took so far, in words. */
  effort(): string;
}

/** Iterates until their certified gap is closed: a report after every one, the last one saying how it ended. */
export function* reportIterates<V extends Vector, R extends ConeRows, C, B>(
  iterates: Generator<Iterate<V, R>, string>,
  judging: Judge<C, B>,
  { candidateOf, objective, costly, thinned, effort }: Reporting<V, R, C>,
): Generator<EngineReport<B>, void> {
  let last: Iterate<V, R> | undefined;
  let unjudged = false;
  for (;;) {
    const next = iterates.next();
    if (next.done) {
      const found = last && unjudged ? judging.verdict(candidateOf(last)) : undefined;
      const closed = found?.closed ?? false;
      const native = `${closed ? 'gap closed' : `stopped: ${next.value}`} (${effort()})`;
      yield {
        iteration: last?.iteration ?? 0,
        ...(found?.reached ? { reached: found.reached } : {}),
        ...(found?.bound ? { bound: found.bound } : {}),
        ended: { native, closed },
      };
      return;
    }
    last = next.value;
    const { iteration, complementarity } = last;
    const near = complementarity * objective < nearlyClosed * judging.goalGap();
    unjudged = costly && !near && iteration % seldom > 0;
    if (unjudged) {
      yield { iteration };
      continue;
    }
    const { reached, bound, closed, highest } = judging.verdict(candidateOf(last));
    const ends = closed || iteration === maxIterations;
    const native = `${closed ? 'gap closed' : 'iteration limit'} (${effort()})`;
    yield {
      iteration,
      ...(reached ? { reached: ends ? thinned(reached, highest) : reached } : {}),
      ...(bound ? { bound } : {}),
      ...(ends ? { ended: { native, closed } } : {}),
    };
    if (ends) return;
  }
}
