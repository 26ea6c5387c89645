import { inputError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggest.js';
import type { ConicSolver } from '../../plugins/conic-solver.js';
import { interiorName } from '../interior/support.js';

/**
 * The conic solver with that name, or for `auto` the one that suits the program. A solver without the cones that the
 * loss needs does not count. Throws InputError at `pointer`.
 */
export function chooseBackend(
  name: string,
  solvers: readonly ConicSolver[],
  shape: ProgramShape,
  pointer: string,
): BackendChoice {
  const able = solvers.filter((solver) => !shape.exponential || solver.cones.includes('exponential'));
  if (name === 'auto' && able.length > 0) return chooseForProgram(shape, able);
  const solver = able.find((candidate) => candidate.name === name);
  if (solver) return { solver, why: 'asked for by name' };
  const names = [...able.map((candidate) => candidate.name), interiorName];
  const known = solvers.some((candidate) => candidate.name === name);
  const message = known
    ? `${name} has no exponential cones, which this loss needs`
    : `no conic solver "${name}"${didYouMean(name, names)}`;
  throw inputError(pointer, message, ['auto', ...names]);
}

/** What the choice of a solver depends on. */
export interface ProgramShape {
  readonly rows: number;
  readonly cols: number;
  readonly nonzeros: number;
  /** Number of second-order cones. */
  readonly secondOrder: number;
  /** Whether P != 0. */
  readonly quadratic: boolean;
  /** Whether it has exponential cones. */
  readonly exponential: boolean;
}

/** What solved a program, and why it was chosen. */
export interface ChosenBackend {
  readonly solver: { readonly name: string };
  /** Half a sentence: the reason a user reads. */
  readonly why: string;
}

export interface BackendChoice extends ChosenBackend {
  readonly solver: ConicSolver;
}

/** The largest program that Clarabel was seen to solve: 600 rows, 147 columns and 36 patterns in 205 s and 0.9 GB. */
export const largestMeasured = 9_500_000;

/**
 * Nonzeros up to which a linear program goes to the simplex method: on larger training programs (200 rows, 11 columns, 16
 * patterns) it was 3 to 14 times slower than Clarabel.
 */
const simplexNonzeros = 20_000;

/**
 * The solver that `auto` takes for a program: HiGHS for small linear programs, Clarabel for the others. On training programs
 * (bench/solvers) Clarabel was 3 to 9 times faster than HiGHS with cuts up to 10 columns, some 100 times at 30, and
 * faster than SCS asked for a hundredth of its accuracy. Nothing here beats it on large programs: those get a warning.
 */
export function chooseForProgram(shape: ProgramShape, solvers: readonly ConicSolver[]): BackendChoice {
  const named = (name: string) => solvers.find((solver) => solver.name === name);
  const highs = named('highs');
  const linear = shape.secondOrder === 0 && !shape.quadratic && !shape.exponential;
  if (highs && linear && shape.nonzeros <= simplexNonzeros) {
    return {
      solver: highs,
      why: 'a small linear program: the simplex method ends in a vertex, exact up to rounding',
    };
  }
  const clarabel = named('clarabel');
  if (!clarabel) return { solver: solvers[0]!, why: 'the first conic solver there is' };
  const size = `${shape.nonzeros.toLocaleString('en')} nonzeros`;
  const curved =
    shape.secondOrder > 0
      ? `${shape.secondOrder} second-order cones`
      : shape.exponential
        ? 'exponential cones'
        : linear
          ? 'a linear program'
          : 'a quadratic objective';
  return shape.nonzeros <= largestMeasured
    ? { solver: clarabel, why: `${curved}: an interior-point method is fastest (${size})` }
    : {
        solver: clarabel,
        why: `${curved} and ${size}, more than the ${largestMeasured.toLocaleString('en')} measured: it may run out of time or memory`,
      };
}

/** Columns and nonzeros up to which cuts are worth trying (seconds). */
const cutColumns = 8;
const cutNonzeros = 300_000;

/**
 * A second solver for a small program whose gap the first one left open, or nothing. HiGHS ends in a vertex, exact up
 * to rounding: at beta = 1e-9 its multipliers prove bounds that those of an interior-point method, 1e-8 off, do not.
 */
export function secondOpinion(
  { nonzeros, exponential }: ProgramShape,
  columns: number,
  solvers: readonly ConicSolver[],
  first: ConicSolver,
): BackendChoice | undefined {
  const highs = solvers.find((solver) => solver.name === 'highs');
  if (!highs || highs === first || exponential || columns > cutColumns || nonzeros > cutNonzeros)
    return undefined;
  return {
    solver: highs,
    why: `${first.name} left the gap open: a vertex of the cut program is exact up to rounding`,
  };
}
