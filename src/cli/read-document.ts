import { readFileSync } from 'node:fs';
import { InputError, inputError } from '../core/errors.js';
import { type Document, validateDocument } from '../core/validation.js';

/**
 * Reads a spec or comparison from a file (`-`: standard input), applies `--set path=value` and validates.
 * Throws InputError.
 */
export function readDocument(path: string, settings: readonly string[]): Document {
  const document = parse(read(path), path);
  for (const setting of settings) applySetting(document, setting);
  return validateDocument(document);
}

/** Any JSON document of a file (`-`: standard input). Throws InputError. */
export function readJson(path: string): unknown {
  return parse(read(path), path);
}

function read(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      [
        {
          pointer: '',
          message: code === 'ENOENT' ? `there is no file ${path}` : `cannot read ${path}: ${code}`,
        },
      ],
      'The spec cannot be read',
    );
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(
      [{ pointer: '', message: `${path} is not JSON: ${(error as Error).message}` }],
      'The spec cannot be read',
    );
  }
}

/** `solver.options.tolerance=1e-8` sets that field; the value is JSON where it parses as such, else text. */
function applySetting(document: unknown, setting: string): void {
  const [, path, text] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (path === undefined || text === undefined) {
    throw inputError('', `--set takes path=value, as in --set loss.type=squared; not "${setting}"`);
  }
  const keys = path.split('.');
  let node = document as Record<string, unknown>;
  for (const [depth, key] of keys.entries()) {
    if (node === null || typeof node !== 'object' || key === '__proto__') {
      throw inputError(
        `/${keys.slice(0, depth).join('/')}`,
        `--set ${path}: there is nothing to set a field of`,
      );
    }
    if (depth === keys.length - 1) node[key] = jsonOrText(text);
    else {
      if (!Object.hasOwn(node, key)) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
