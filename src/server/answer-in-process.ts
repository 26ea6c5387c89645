import { InputError } from '../core/errors.js';
import type { FieldError } from '../core/generated/documents.js';
import { answerQuestion } from '../core/process/answer-question.js';

/** What a process answers: a value, or what is wrong with its input. */
export type Reply<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

/** Makes this process one that answers the question of inProcess(): with a value, or with the fields of an InputError. */
export function answerInProcess<Question, T>(answer: (question: Question) => T | Promise<T>): void {
  answerQuestion<Question, Reply<T>>(async (question) => {
    try {
      return { value: await answer(question) };
    } catch (error) {
      if (error instanceof InputError) return { errors: error.errors };
      throw error;
    }
  });
}
