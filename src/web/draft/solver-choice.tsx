import { useId } from 'preact/hooks';
import type { Routing } from '#relucent/plugins/route.js';
import type { Plugin } from '../api.js';
import type { Draft, Fields } from './draft.js';
import { TextField } from './text-field.js';

interface Props {
  readonly draft: Draft;
  readonly disabled: boolean;
  readonly trainers: readonly Plugin[];
  /** What each solver last said of the problem. */
  readonly routing?: Routing;
  readonly onChange: (solvers: readonly Fields[], repeats: number) => void;
}

/** The solvers: one makes a spec, several or several repeats a comparison. Their options stay as they are. */
export function SolverChoice({ draft, disabled, trainers, routing, onChange }: Props) {
  const repeatsId = useId();
  const chosen = draft.solvers.map(({ name }) => name);
  const toggle = (name: string, on: boolean) => {
    const others = draft.solvers.filter((solver) => solver['name'] !== name);
    const next = on ? [...draft.solvers, { name }] : others;
    onChange(next.length > 0 ? next : [{ name: 'auto' }], draft.repeats);
  };
  const answer = (name: string) => routing?.answers.find((one) => one.name === name);
  return (
    <fieldset disabled={disabled}>
      <legend>Solvers</legend>
      <div class="solvers">
        {[{ name: 'auto', description: 'whichever fits' }, ...trainers].map(({ name, description }) => {
          const says = answer(name);
          const unable = says !== undefined && !says.supported;
          return (
            <label
              key={name}
              class={`check ${unable ? 'muted' : ''}`}
              title={unable ? says.reason : description}
            >
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={(event) => toggle(name, event.currentTarget.checked)}
              />
              {name}
              {unable && <span class="visually-hidden"> cannot train this: {says.reason}</span>}
            </label>
          );
        })}
      </div>
      <div class="inline">
        <label for={repeatsId}>Repeats</label>{' '}
        <TextField
          attributes={{ id: repeatsId, type: 'number', min: 1, max: 1000 }}
          inputMode="decimal"
          placeholder="1"
          value={String(draft.repeats)}
          onWrite={(text) => onChange(draft.solvers, Math.max(1, Number.parseInt(text, 10) || 1))}
        />
      </div>
    </fieldset>
  );
}
