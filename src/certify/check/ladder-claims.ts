import type { ComparisonResult, Result, Rung } from '../../core/generated/documents.js';
import { type Claim, condition } from './claim.js';

/** Every rung of a ladder is a number that one of the runs of its label (and weight) claims itself (and is checked there). */
export function ladderClaims({ ladder, runs }: ComparisonResult): Claim[] {
  return ladder.map((rung, i) => {
    const own = runs.filter(
      ({ solver, weight }) => (solver.label ?? solver.name) === rung.label && weight === rung.weight,
    );
    const what = rung.kind === 'lower' ? 'lower bound and scope' : 'objective';
    return condition(
      `/ladder/${i}/value`,
      own.some((run) => claims(run, rung)),
      `the ${what} of a run of "${rung.label}"${rung.weight === undefined ? '' : ` at weight ${rung.weight}`}`,
    );
  });
}

function claims({ objective, bounds }: Result, { kind, value, scope }: Rung): boolean {
  return kind === 'lower' ? bounds.lower === value && bounds.scope === scope : objective === value;
}
