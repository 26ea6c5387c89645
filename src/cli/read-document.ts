import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { InputError, inputError, pointerKey } from '../core/errors.js';
import { documentShape, hasDocumentShape } from '../core/json.js';
import type { PenaltyTable } from '../core/proximal/penalty.js';
import { type Document, validateDocument } from '../core/validation.js';

/**
 * Reads a spec or comparison from a file (`-`: standard input), applies `--set path=value` and validates; `penalties`:
 * what its regularizer may be beside those that come with Relucent.
 * Throws InputError.
 */
export function readDocument(path: string, settings: readonly string[], penalties?: PenaltyTable): Document {
  const document = parse(read(path), path);
  for (const setting of settings) applySetting(document, setting);
  return validateDocument(document, penalties);
}

/** Any JSON document of a file (`-`: standard input). Throws InputError. */
export function readJson(path: string): unknown {
  return parse(read(path), path);
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unreadable(code === 'ENOENT' ? `there is no file ${path}` : `cannot read ${path}: ${code}`);
  }
}

function parse(bytes: Uint8Array, path: string): unknown {
  if (!isUtf8(bytes)) throw unreadable(`${path} is not JSON: its bytes are not UTF-8`);
  let value: unknown;
  try {
    // Skips the byte order mark that some editors write.
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw unreadable(`${path} is not JSON: ${(error as Error).message}`);
  }
  if (!hasDocumentShape(value)) throw unreadable(`${path} is no document: ${documentShape}`);
  return value;
}

function unreadable(message: string): InputError {
  return new InputError([{ pointer: '', message }], 'The spec cannot be read');
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
    if (!hasPlaceFor(key, node)) {
      const pointer = keys.slice(0, depth).map((above) => `/${pointerKey(above)}`);
      throw inputError(pointer.join(''), `--set ${path}: "${key}" can be no field of ${kindOf(node)}`);
    }
    if (depth === keys.length - 1) node[key] = jsonOrText(text);
    else {
      if (!Object.hasOwn(node, key)) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
  }
}

/** Objects take any field, arrays the index of an entry or of one more. */
function hasPlaceFor(key: string, node: unknown): boolean {
  if (Array.isArray(node)) return /^\d+$/.test(key) && Number(key) <= node.length;
  return node !== null && typeof node === 'object' && key !== '__proto__';
}

function kindOf(node: unknown): string {
  if (Array.isArray(node)) return `an array of ${node.length}`;
  return node !== null && typeof node === 'object' ? 'an object' : `${node}`;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
