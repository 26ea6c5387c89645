import { useState } from 'preact/hooks';
import { getPlugins, getRegularizer, type Plugin, removeRegularizer } from '../api.js';
import { explain, useLoaded } from '../load.js';
import { RegularizerForm } from './regularizer-form.js';

/** Every regularizer that a spec can name, and a form for another one. */
export function Regularizers() {
  const [round, setRound] = useState(0);
  const { value, error } = useLoaded(`regularizers ${round}`, getPlugins);
  const all = value?.filter(({ kind }) => kind === 'regularizer');
  const refresh = () => setRound(round + 1);
  return (
    <>
      <h1>Regularizers</h1>
      <p class="muted" role="status">
        {error ? explain(error) : all ? `${all.length} regularizers` : 'Loading …'}
      </p>
      <ul class="jobs" aria-label="Regularizers">
        {all?.map((plugin) => (
          <RegularizerItem key={plugin.name} plugin={plugin} onGone={refresh} />
        ))}
      </ul>
      <RegularizerForm onRegistered={refresh} />
    </>
  );
}

function RegularizerItem({ plugin, onGone }: { plugin: Plugin; onGone: () => void }) {
  const [open, setOpen] = useState(false);
  const { name, description, references } = plugin;
  return (
    <li class="card">
      <strong>{name}</strong> {description}
      {references && references.length > 0 && <div class="note">{references.join('; ')}</div>}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Details of {name}</summary>
        {open && <Details name={name} onGone={onGone} />}
      </details>
    </li>
  );
}

/** What the service knows of a regularizer. One that came as a definition can be removed again. */
function Details({ name, onGone }: { name: string; onGone: () => void }) {
  const { value, error } = useLoaded(name, (signal) => getRegularizer(name, signal));
  const [failure, setFailure] = useState('');
  if (error) return <p role="alert">{explain(error)}</p>;
  if (!value) return <p class="muted">Loading …</p>;
  const remove = () => removeRegularizer(name).then(onGone, (refusal: Error) => setFailure(explain(refusal)));
  return (
    <>
      <pre>{JSON.stringify(value, undefined, 2)}</pre>
      {value.definition !== undefined && (
        <button type="button" class="danger" onClick={remove}>
          Remove {name}
        </button>
      )}
      {failure && <p role="alert">{failure}</p>}
    </>
  );
}
