import type { DryRun } from '#relucent/pipeline/dry-run.js';
import type { Findings } from './findings.js';

/** What the service says of the document: errors with their pointers, or the plan. */
export function FindingsPanel({
  findings,
  onShow,
}: {
  findings: Findings;
  onShow: (pointer: string) => void;
}) {
  const { state, plan, errors, message } = findings;
  return (
    <section id="findings" class={`findings ${state}`} aria-label="Check">
      <p role="status">
        {state === 'checking'
          ? 'Checking …'
          : state === 'fine'
            ? 'This can be run.'
            : wrongWords(errors.length)}
      </p>
      {message && <p class="wrong">{message}</p>}
      {errors.length > 0 && (
        <ul class="errors">
          {errors.map(({ pointer, message: what, allowed }) => (
            <li key={pointer + what}>
              <button type="button" class="pointer" onClick={() => onShow(pointer)}>
                <code>{pointer || '/'}</code>
              </button>{' '}
              {what}
              {allowed && <span class="muted"> Possible: {allowed.join(', ')}.</span>}
            </li>
          ))}
        </ul>
      )}
      {plan && state !== 'wrong' && <Plan plan={plan} />}
    </section>
  );
}

function wrongWords(count: number): string {
  return count > 1 ? `${count} things are wrong.` : 'Something is wrong.';
}

function Plan({ plan: { data, runs, routing } }: { plan: DryRun }) {
  const able = routing.answers.filter(({ supported }) => supported);
  const unable = routing.answers.filter(({ supported }) => !supported);
  return (
    <>
      <p class="muted">
        {data.train} training rows of {data.columns.length} columns
        {data.test ? `, ${data.test} test rows` : ''}; {runs.length} {runs.length === 1 ? 'run' : 'runs'}:{' '}
        {[...new Set(runs.map(({ label }) => label))].join(', ')}.
      </p>
      <details>
        <summary>
          {able.length} of {routing.answers.length} solvers can train this; auto takes{' '}
          {routing.chosen || 'none'}
        </summary>
        <p>{routing.why}.</p>
        <dl class="routing">
          {[...able, ...unable].map(({ name, supported, reason }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={supported ? '' : 'muted'}>{reason}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
