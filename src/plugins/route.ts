import type { Provenance } from '../core/generated/documents.js';
import { type AnyProblem, isAdversarial } from '../core/problem.js';
import type { Registry } from './registry.js';

export type Routing = NonNullable<Provenance['routing']>;

/** Convex programs with more than this many (rows of data x columns) are left to gradient methods. */
const convexUpTo = 50_000;

/**
 * Picks the trainer for `auto` and explains itself: the convex path where it takes the problem and the data are
 * small enough for a conic solver, else adversarial training under a threat, else Adam. Every trainer's answer is kept.
 */
export function route(problem: AnyProblem, registry: Registry): Routing {
  const answers = registry.list('trainer').map((trainer) => {
    const answer = trainer.supports(problem);
    return {
      name: trainer.name,
      supported: answer === true,
      reason: answer === true ? 'can train this' : answer,
    };
  });
  const can = (name: string) => answers.some((answer) => answer.name === name && answer.supported);
  const size = problem.train.x.rows * problem.train.x.cols;

  if (can('convex') && size <= convexUpTo) {
    const why = `one hidden ReLU layer and ${size} data entries: small enough to be trained with a certificate`;
    return { chosen: 'convex', why, answers };
  }
  const fallback = (isAdversarial(problem) ? ['gd-pgd'] : ['adam', 'momentum']).find(can);
  if (fallback !== undefined) {
    const why = can('convex')
      ? `${size} data entries are too many for the conic solvers here (up to ${convexUpTo}); ask for "convex" by name to try`
      : 'the convex path cannot train this';
    return { chosen: fallback, why, answers };
  }
  const other = answers.find((answer) => answer.supported);
  if (other) return { chosen: other.name, why: 'the only kind of trainer that can train this', answers };
  return { chosen: '', why: 'no trainer can train this', answers };
}
