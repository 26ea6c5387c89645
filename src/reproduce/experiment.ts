import type { Registry } from '../plugins/registry.js';
import type { Progress } from '../plugins/trainer.js';
import type { Markup } from '../report/markup.js';

/** One printed statement beside what came out here. */
export interface PublishedClaim {
  readonly claim: string;
  readonly published: string;
  readonly ours: string;
  readonly verdict: 'holds' | 'fails' | 'not measured';
  readonly note?: string;
}

export interface ExperimentTable {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

export interface ExperimentFigure {
  readonly caption: string;
  readonly drawing: Markup;
}

/** What an experiment gave. */
export interface ExperimentResult {
  /** What was run, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** How the setting differs from the published one, or was not printed and chosen here. */
  readonly differences: readonly string[];
  readonly claims: readonly PublishedClaim[];
  readonly tables: readonly ExperimentTable[];
  readonly figures: readonly ExperimentFigure[];
}

export interface ExperimentContext {
  readonly registry: Registry;
  /** A smaller form of the experiment that takes seconds; it says how it differs. */
  readonly quick: boolean;
  /** Repeats in place of the experiment's own number. */
  readonly repeats?: number;
  /** Folder with the experiment's data files. */
  readonly dataFolder?: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/** An experiment of a paper. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** Throws InputError where its data are missing, Interrupted when the signal is aborted. */
  run(context: ExperimentContext): Promise<ExperimentResult>;
}

/** A claim that was measured. */
export function measured(
  claim: string,
  published: string,
  ours: string,
  holds: boolean,
  note?: string,
): PublishedClaim {
  return { claim, published, ours, verdict: holds ? 'holds' : 'fails', ...(note ? { note } : {}) };
}

/** A claim that could not be measured, and why. */
export function notMeasured(claim: string, published: string, why: string): PublishedClaim {
  return { claim, published, ours: '–', verdict: 'not measured', note: why };
}
