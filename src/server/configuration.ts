import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { InputError, inputError } from '../core/errors.js';
import type { ServiceConfig } from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import { validate } from '../core/validation.js';

/** Settings as they are written: on the command line and in the environment all are text. */
export type Settings = Readonly<Record<string, unknown>>;

interface FieldSchema {
  readonly type?: string;
}

const fields = schema('service.json')['properties'] as Readonly<Record<string, FieldSchema>>;

/**
 * The settings of a service or worker: options, else the environment, else config.json in the data directory, else the
 * defaults of schemas/service.json. Throws InputError for what none of them can mean.
 */
export function readConfiguration(options: Settings, environment: NodeJS.ProcessEnv): ServiceConfig {
  const given = { ...fromEnvironment(environment), ...defined(options) };
  const dataDir = String(given['dataDir'] ?? '.relucent');
  return resolved({ ...fromFile(dataDir), ...given, dataDir });
}

/** Settings of a service that is started by a program: the defaults fill what is left out. */
export function resolved(settings: Settings): ServiceConfig {
  const config = validate<ServiceConfig>('service.json', settings);
  return {
    ...config,
    dataDir: resolve(config.dataDir),
    plugins: config.plugins.map((file) => resolve(file)),
  };
}

/** The environment variable of a field: RELUCENT_DATA_DIR for dataDir, but HOST and PORT. */
export function variableOf(field: string): string {
  if (field === 'host' || field === 'port') return field.toUpperCase();
  return `RELUCENT_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [field, { type }] of Object.entries(fields)) {
    const text = environment[variableOf(field)];
    if (text !== undefined && text !== '') found[field] = converted(text, type);
  }
  return found;
}

/** What cannot be converted stays text, which the schema refuses by name. */
function converted(text: string, type: string | undefined): unknown {
  if (type === 'boolean') return { 1: true, true: true, 0: false, false: false }[text] ?? text;
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && !Number.isNaN(Number(text))) {
    return Number(text);
  }
  if (type === 'array') return text.split(delimiter);
  return text;
}

function defined(options: Settings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([field, value]) => value !== undefined && field in fields)
      .map(([field, value]) => [
        field,
        typeof value === 'string' ? converted(value, fields[field]!.type) : value,
      ]),
  );
}

/** config.json of a data directory, its paths taken from there. */
function fromFile(dataDir: string): Settings {
  const path = join(dataDir, 'config.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw inputError('', `${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    const settings: unknown = JSON.parse(text);
    const { plugins } = validate<ServiceConfig>('service.json', settings);
    return { ...(settings as Settings), plugins: plugins.map((file) => resolve(dataDir, file)) };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.errors, `${path} is not valid`);
    throw inputError('', `${path} is not JSON: ${(error as Error).message}`);
  }
}
