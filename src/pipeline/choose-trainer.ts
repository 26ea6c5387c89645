import { inputError } from '../core/errors.js';
import type { SolverSpec } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import { validate } from '../core/validation.js';
import type { Registry } from '../plugins/registry.js';
import { type Routing, route } from '../plugins/route.js';
import type { Trainer } from '../plugins/trainer.js';

/** A trainer that takes the problem, and its checked options. */
export interface ChosenTrainer {
  readonly trainer: Trainer;
  readonly options: unknown;
  readonly label: string;
  /** Present when the choice was automatic. */
  readonly routing?: Routing;
}

/** Throws InputError when the name is unknown, the trainer cannot take the problem, or its options are wrong. */
export function chooseTrainer(
  spec: SolverSpec,
  problem: AnyProblem,
  registry: Registry,
  pointer: string,
): ChosenTrainer {
  const routing = spec.name === 'auto' ? route(problem, registry) : undefined;
  if (routing?.chosen === '') {
    const reasons = routing.answers.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
    throw inputError(`${pointer}/name`, `no trainer can train this problem (${reasons})`);
  }
  const trainer = registry.get('trainer', routing?.chosen ?? spec.name, `${pointer}/name`);
  const answer = trainer.supports(problem);
  if (answer !== true)
    throw inputError(`${pointer}/name`, `${trainer.name} cannot train this problem: ${answer}`);
  const options = validate(trainer.optionsSchema, spec.options, `${pointer}/options`);
  trainer.check?.(problem, options, {
    pointer: `${pointer}/options`,
    conicSolvers: registry.list('conic-solver'),
  });
  return { trainer, options, label: spec.label ?? trainer.name, ...(routing ? { routing } : {}) };
}
