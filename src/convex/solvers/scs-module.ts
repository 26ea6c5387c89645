import createScs from 'scs-solver';

// The part of scs-solver (SCS 3.2.7 through embind) that is used here; the package carries no types.

export interface ScsSettings {
  maxIters: number;
  epsAbs: number;
  epsRel: number;
  epsInfeas: number;
  scale: number;
  alpha: number;
  rhoX: number;
  adaptiveScale: number;
  normalize: number;
  verbose: number;
  warmStart: number;
  /** Frees the object; embind does not do it by itself. */
  delete(): void;
}

type Numbers = ArrayLike<number>;

export interface ScsPoint {
  readonly x: Numbers;
  readonly y: Numbers;
  readonly s: Numbers;
}

export interface ScsData {
  readonly m: number;
  readonly n: number;
  readonly A_x: Numbers;
  readonly A_i: Numbers;
  readonly A_p: Numbers;
  readonly P_x?: Numbers;
  readonly P_i?: Numbers;
  readonly P_p?: Numbers;
  readonly b: Numbers;
  readonly c: Numbers;
}

export interface ScsCones {
  readonly z: number;
  readonly l: number;
  readonly q: Numbers;
  readonly qsize: number;
}

/** Without a point where `status` names no solution. */
export interface ScsResult extends Partial<ScsPoint> {
  readonly status: string;
  readonly info: { readonly iter: number; readonly status: string };
}

export interface Scs {
  readonly HEAP8: Int8Array;
  readonly ScsSettings: new () => ScsSettings;
  setDefaultSettings(settings: ScsSettings): void;
  /** Uses `start` as its work space, and as a starting point if `warmStart` is set. */
  solve(data: ScsData, cones: ScsCones, settings: ScsSettings, start: ScsPoint): ScsResult;
}

/** Loads an instance that prints nothing. */
export function loadScs(): Promise<Scs> {
  return createScs({ print: () => {}, printErr: () => {} });
}
