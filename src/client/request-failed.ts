import type { ProblemDocument } from '../core/generated/documents.js';

/** A request that the service refused, with its explanation, or that could not be made. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';

  constructor(
    message: string,
    readonly problem?: ProblemDocument,
  ) {
    super(message);
  }
}
