/** The TypeScript API: validate a document, run it, follow it, draw its report, re-check its result. */
export { type CheckReport, checkResult } from './certify/check/check-result.js';
export { readResult } from './certify/check/read-result.js';
export { type Client, createClient } from './client/client.js';
export { RequestFailed } from './client/request-failed.js';
export { InputError } from './core/errors.js';
export type {
  ComparisonResult,
  FieldError,
  JobDocument,
  NetworkDocument,
  ProblemDocument,
  Result,
} from './core/generated/documents.js';
export type { Comparison, Spec } from './core/generated/input.js';
export type { Penalty, Proximal, Shape } from './core/proximal/penalty.js';
export type { StopReason } from './core/stop.js';
export { type Document, validateDocument } from './core/validation.js';
export { builtinRegistry } from './pipeline/builtins.js';
export { type DryRun, dryRun } from './pipeline/dry-run.js';
export { type ExecuteContext, type Execution, execute } from './pipeline/execute.js';
export type { Attack } from './plugins/attack.js';
export type {
  ConicProgram,
  ConicSolution,
  ConicSolver,
  ConicSolverImplementation,
} from './plugins/conic-solver.js';
export { penaltiesOf } from './plugins/penalties.js';
export { createRegistry, type Plugin, type Registry } from './plugins/registry.js';
export {
  type RegularizerPlugin,
  regularizerFromCode,
  regularizerFromDefinition,
  regularizerFromFile,
} from './plugins/regularizer.js';
export { RegularizerRefused } from './plugins/regularizer-check/report.js';
export { readDefinition } from './plugins/regularizer-definition.js';
export type { Progress, TrainContext, Trainer, TrainOutcome } from './plugins/trainer.js';
export { type ReportContext, renderReport } from './report/html.js';
export type { Experiment, ExperimentResult } from './reproduce/experiment.js';
export { experimentNamed } from './reproduce/index.js';
export { type RunningService, type ServiceOptions, startService } from './server/start.js';
