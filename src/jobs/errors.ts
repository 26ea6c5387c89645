/** No job has this id. */
export class JobNotFound extends Error {
  override readonly name = 'JobNotFound';

  constructor(readonly id: string) {
    super(`there is no job "${id}"`);
  }
}

/** No dataset has this id. */
export class DatasetNotFound extends Error {
  override readonly name = 'DatasetNotFound';

  constructor(readonly id: string) {
    super(`there is no dataset "${id}"`);
  }
}

/** The job, or an earlier one, is in a state that does not allow what was asked for. */
export class JobConflict extends Error {
  override readonly name = 'JobConflict';
}

/** The service takes no more work because it is shutting down. */
export class ServiceStopping extends Error {
  override readonly name = 'ServiceStopping';

  constructor() {
    super('the service is shutting down; accepted jobs continue when it is started again');
  }
}

/** So many jobs wait that no more are accepted. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';

  constructor(readonly queuedJobs: number) {
    super(`${queuedJobs} jobs wait already; try again when some have been run`);
  }
}
