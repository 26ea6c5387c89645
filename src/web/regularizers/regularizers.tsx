import { useState } from 'preact/hooks';
import { getPlugins, type Plugin } from '../api.js';
import { explain, useLoaded } from '../load.js';
import { PenaltyDrawings } from './penalty-drawings.js';
import { RegularizerDetails } from './regularizer-details.js';
import { RegularizerForm } from './regularizer-form.js';

/** Every regularizer that a spec can name, and a form for another one. */
export function Regularizers() {
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<readonly Plugin[]>();
  const { value, error } = useLoaded(`regularizers ${round}`, getPlugins);
  // What is known stays in sight while it is asked for again.
  if (value && value !== known) setKnown(value);
  const all = known?.filter(({ kind }) => kind === 'regularizer');
  const refresh = () => setRound(round + 1);
  return (
    <>
      <h1>Regularizers</h1>
      <p class="muted" role="status">
        {error ? explain(error) : all ? `${all.length} regularizers` : 'Loading …'}
      </p>
      <p>
        The map of each: what its proximal operator makes of one entry x at step 0.5, with the default
        parameters.
      </p>
      <ul class="regularizers" aria-label="Regularizers">
        {all?.map((plugin) => (
          <RegularizerCard key={plugin.name} plugin={plugin} onGone={refresh} />
        ))}
      </ul>
      <RegularizerForm onRegistered={refresh} />
    </>
  );
}

function RegularizerCard({ plugin, onGone }: { plugin: Plugin; onGone: () => void }) {
  const [open, setOpen] = useState(false);
  const { name, description, traits } = plugin;
  const ofEntries = traits?.structure === 'entries';
  return (
    <li class="card">
      <h2>{name}</h2>
      <p class="formula">{description}</p>
      {ofEntries && <PenaltyDrawings name={name} which={open ? 'all' : 'map'} />}
      {!ofEntries && <p class="no-map muted">It has no map of single entries.</p>}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Details of {name}</summary>
        {open && <RegularizerDetails name={name} onGone={onGone} />}
      </details>
    </li>
  );
}
