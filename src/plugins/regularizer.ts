import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inputError } from '../core/errors.js';
import type { RegularizerDefinition, RegularizerUsed } from '../core/generated/documents.js';
import { jsonSha256 } from '../core/json.js';
import { builtinPenalties } from '../core/proximal/index.js';
import { parameters } from '../core/proximal/parameter.js';
import type { AnyPenalty } from '../core/proximal/penalty.js';
import { version } from '../core/version.js';
import type { Manifest } from './manifest.js';
import { checkRegularizer } from './regularizer-check/check.js';
import { prove } from './regularizer-check/prove.js';
import type { RegularizerCheck } from './regularizer-check/report.js';
import { penaltyOfDefinition, readDefinition } from './regularizer-definition.js';
import { penaltyOfModule } from './regularizer-module.js';

/** A penalty of the weights that specs can name, with what it was tested for. */
export interface RegularizerPlugin extends Manifest<'regularizer'> {
  readonly penalty: AnyPenalty;
  readonly source: RegularizerUsed['source'];
  /** Hash of what it is made of; of those that come with Relucent its version. */
  readonly version: string;
  /** Absent for those that come with Relucent: its own tests run the same checks on them. */
  readonly check?: RegularizerCheck;
  /** Present where it is data, which a job can carry along. */
  readonly definition?: RegularizerDefinition;
}

type Origin = Pick<RegularizerPlugin, 'source' | 'version' | 'check' | 'definition'>;

function pluginOf(penalty: AnyPenalty, origin: Origin): RegularizerPlugin {
  const { name, formula, reference, paramsSchema } = penalty;
  return {
    kind: 'regularizer',
    apiVersion: 1,
    name,
    description: formula,
    optionsSchema: paramsSchema ?? parameters({}),
    references: [reference],
    penalty,
    ...origin,
  };
}

/** Those that come with Relucent. */
export const builtinRegularizers: readonly RegularizerPlugin[] = [...builtinPenalties.values()].map(
  (penalty) => pluginOf(penalty, { source: 'built-in', version }),
);

/**
 * A penalty written in this program, once it has passed the checks. They run in this thread: one that does not come back
 * keeps it. Throws RegularizerRefused.
 */
export function regularizerFromCode(penalty: AnyPenalty): RegularizerPlugin {
  const checked = penaltyOfModule({ default: penalty });
  const check = checkRegularizer(checked);
  const functions = [checked.value, checked.prox, checked.gradient].map(String);
  const hash = jsonSha256({ ...checked, functions });
  return pluginOf(checked, { source: 'code', version: hash, check });
}

/**
 * The regularizer of a file, once it has passed the checks in a process of its own: of a definition (.json), or the default
 * export of a JavaScript module. A module then runs in this process: it is as trusted as the program itself. Throws
 * InputError without such a file, and RegularizerRefused.
 */
export async function regularizerFromFile(path: string): Promise<RegularizerPlugin> {
  const file = resolve(path);
  if (path.endsWith('.json')) return regularizerFromDefinition(readDefinition(jsonOf(file, path)));
  const url = pathToFileURL(file).href;
  const hash = createHash('sha256').update(contentOf(file, path)).digest('hex');
  const check = await prove({ url });
  const penalty = penaltyOfModule((await import(url)) as object);
  return pluginOf(penalty, { source: 'file', version: hash, check });
}

function jsonOf(file: string, path: string): unknown {
  const text = new TextDecoder().decode(contentOf(file, path));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw inputError('', `${path} is not JSON: ${(error as Error).message}`);
  }
}

function contentOf(file: string, path: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw inputError('', `the regularizer ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/**
 * The penalty of a definition that has been read, once it has passed the checks in a process of its own. Throws InputError
 * at the fields of its expressions, and RegularizerRefused.
 */
export async function regularizerFromDefinition(
  definition: RegularizerDefinition,
): Promise<RegularizerPlugin> {
  return trustedRegularizer(definition, await prove({ definition }));
}

/** The same for a definition that has passed its checks before. */
export async function trustedRegularizer(
  definition: RegularizerDefinition,
  check: RegularizerCheck,
): Promise<RegularizerPlugin> {
  return pluginOf(await penaltyOfDefinition(definition), {
    source: definition.module === undefined ? 'expression' : 'sandbox',
    version: jsonSha256(definition),
    check,
    definition,
  });
}

/** What solvers rely on. */
export type RegularizerTraits = Pick<AnyPenalty, 'structure' | 'convex' | 'degree'>;

export function traitsOf({ penalty: { structure, convex, degree } }: RegularizerPlugin): RegularizerTraits {
  return { structure, convex, ...(degree === undefined ? {} : { degree }) };
}

/** What a result says about the penalty it was trained with. */
export function regularizerUsed({
  name,
  source,
  version,
  check,
  penalty,
}: RegularizerPlugin): RegularizerUsed {
  const { formula, reference } = penalty;
  return { name, source, version, formula, reference, ...(check ? { check } : {}) };
}
