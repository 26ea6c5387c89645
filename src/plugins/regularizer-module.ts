import { pathToFileURL } from 'node:url';
import type { AnyPenalty, PenaltyTable } from '../core/proximal/penalty.js';
import { RegularizerRefused } from './regularizer-check/report.js';

/** The penalties of modules that have passed the checks before, by name. */
export async function penaltiesOfModules(files: readonly string[]): Promise<PenaltyTable> {
  const penalties = await Promise.all(
    files.map(async (file) => penaltyOfModule((await import(pathToFileURL(file).href)) as object)),
  );
  return new Map(penalties.map((penalty) => [penalty.name, penalty]));
}

const structures = ['entries', 'groups', 'vector', 'matrix'];

/** The penalty that a module exports as its default. Throws RegularizerRefused where that is none. */
export function penaltyOfModule(module: object): AnyPenalty {
  const found = (module as { default?: unknown }).default;
  const fault = faultOf(found);
  if (fault === undefined) return found as AnyPenalty;
  throw new RegularizerRefused('not-a-regularizer', `its default export is no regularizer: ${fault}`);
}

function faultOf(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return 'it must be an object';
  const { name, formula, reference, structure, convex, degree, paramsSchema, ...rest } = value as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name))
    return 'its name must be lower-case letters, digits and dashes';
  if (typeof formula !== 'string' || typeof reference !== 'string')
    return 'formula and reference must be texts';
  if (!structures.includes(String(structure))) return `its structure must be one of ${structures.join(', ')}`;
  if (typeof convex !== 'boolean') return 'convex must be true or false';
  if (degree !== undefined && typeof degree !== 'number') return 'degree must be a number, or absent';
  if (paramsSchema !== undefined && (paramsSchema === null || typeof paramsSchema !== 'object'))
    return 'paramsSchema must be a JSON Schema, or absent';
  for (const key of ['value', 'prox'])
    if (typeof rest[key] !== 'function') return `${key} must be a function`;
  for (const key of ['gradient', 'check', 'norm', 'naive'])
    if (rest[key] !== undefined && typeof rest[key] !== 'function')
      return `${key} must be a function, or absent`;
  return undefined;
}
