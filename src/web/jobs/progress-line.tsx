import type { JobProgress } from '#relucent/core/generated/documents.js';
import { significant } from '#relucent/report/numbers.js';

/** How far a job has come: a bar, the phase, and the figures that there are. */
export function ProgressLine({ progress, label }: { progress: JobProgress; label: string }) {
  const { phase, iteration, objective, lower, upper, fraction } = progress;
  const facts = [
    phase,
    iteration === undefined ? undefined : `iteration ${iteration}`,
    objective === undefined ? undefined : `objective ${significant(objective)}`,
    lower === undefined ? undefined : `lower ${significant(lower)}`,
    upper === undefined ? undefined : `upper ${significant(upper)}`,
  ].filter((fact) => fact !== undefined);
  return (
    <div class="progress">
      <progress aria-label={`Progress of ${label}`} max={1} value={fraction ?? 0}>
        {Math.round(100 * (fraction ?? 0))} %
      </progress>
      <span class="facts">{facts.join(' · ') || 'waiting'}</span>
    </div>
  );
}
