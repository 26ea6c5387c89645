/** One statement of a result and what came out when it was recomputed. */
export interface Claim {
  /** JSON pointer into the result. */
  readonly pointer: string;
  readonly verdict: 'pass' | 'fail' | 'not checked';
  readonly claimed?: number | string | boolean;
  readonly recomputed?: number | string | boolean;
  /** |claimed - recomputed|, or by how much a one-sided claim goes too far. */
  readonly difference?: number;
  readonly tolerance?: number;
  readonly note?: string;
}

/** The claimed number is the recomputed one. */
export function equal(pointer: string, claimed: number, recomputed: number, tolerance: number): Claim {
  const difference = Math.abs(claimed - recomputed);
  return { pointer, verdict: verdictOf(difference, tolerance), claimed, recomputed, difference, tolerance };
}

/** The claimed number is at most the recomputed one. */
export function atMost(pointer: string, claimed: number, recomputed: number, tolerance: number): Claim {
  const difference = Math.max(0, claimed - recomputed);
  return { pointer, verdict: verdictOf(difference, tolerance), claimed, recomputed, difference, tolerance };
}

/** The claimed number is at least the recomputed one. */
export function atLeast(pointer: string, claimed: number, recomputed: number, tolerance: number): Claim {
  const difference = Math.max(0, recomputed - claimed);
  return { pointer, verdict: verdictOf(difference, tolerance), claimed, recomputed, difference, tolerance };
}

/** Texts and switches: the same or not. */
export function same(
  pointer: string,
  claimed: string | boolean,
  recomputed: string | boolean,
  note?: string,
): Claim {
  return {
    pointer,
    verdict: claimed === recomputed ? 'pass' : 'fail',
    claimed,
    recomputed,
    ...(note ? { note } : {}),
  };
}

/** A condition; `note` says what it is. */
export function condition(pointer: string, holds: boolean, note: string): Claim {
  return { pointer, verdict: holds ? 'pass' : 'fail', note };
}

/** Why a claim about the data's rows is not checked. */
export const needsData = 'needs the data: name the spec that was run';

export function notChecked(pointer: string, why: string, claimed?: number | string): Claim {
  return { pointer, verdict: 'not checked', ...(claimed === undefined ? {} : { claimed }), note: why };
}

/** The claim about something further inside the document. */
export function below(prefix: string): (claim: Claim) => Claim {
  return (claim) => ({ ...claim, pointer: prefix + claim.pointer });
}

/** What is not a number (NaN) passes nowhere. */
function verdictOf(difference: number, tolerance: number): Claim['verdict'] {
  return difference <= tolerance ? 'pass' : 'fail';
}
