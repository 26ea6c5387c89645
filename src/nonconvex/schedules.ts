import type { ScheduleSpec } from '../core/generated/documents.js';

/** How far a run has come: whole epochs done, and the share of all its steps. */
export interface Position {
  readonly epoch: number;
  readonly share: number;
}

/**
 * Factor on the learning rate: 1 (constant), (1 + cos(pi share)) / 2 (cosine), factor^floor(epoch / every) (step) or
 * factor^epoch (multiplicative). A name stands for the object of that type.
 */
export function rateFactor(schedule: ScheduleSpec, { epoch, share }: Position): number {
  const spec = typeof schedule === 'string' ? { type: schedule } : schedule;
  switch (spec.type) {
    case 'constant':
      return 1;
    case 'cosine':
      return (1 + Math.cos(Math.PI * share)) / 2;
    case 'step':
      return spec.factor ** Math.floor(epoch / spec.every);
    case 'multiplicative':
      return spec.factor ** epoch;
  }
}
