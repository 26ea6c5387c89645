import type { FieldError, ProblemDocument } from './generated/documents.js';

/** Input that cannot be used: every error names the field, says what is wrong and what would be right. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly errors: readonly FieldError[],
    readonly title = 'The input is not valid',
  ) {
    super(errors.map((error) => `${error.pointer || '(root)'}: ${error.message}`).join('\n'));
  }
}

/** An {@link InputError} about one field. `pointer` is an RFC 6901 JSON pointer into the spec. */
export function inputError(pointer: string, message: string, allowed?: FieldError['allowed']): InputError {
  return new InputError([{ pointer, message, ...(allowed ? { allowed } : {}) }]);
}

/** The environment asks for what cannot be: the message names the variable, what is wrong and what would be right. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** RFC 9457 problem document of an input error. */
export function inputProblem(error: InputError, status = 422): ProblemDocument {
  return {
    type: 'urn:relucent:problem:invalid-input',
    title: error.title,
    status,
    detail: error.message,
    errors: [...error.errors],
  };
}

/** Escapes one key for use in a JSON pointer. */
export function pointerKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
