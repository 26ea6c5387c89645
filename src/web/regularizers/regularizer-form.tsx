import { useState } from 'preact/hooks';
import type { FieldError, RegularizerCheck } from '#relucent/core/generated/documents.js';
import { Refused, registerRegularizer } from '../api.js';
import { Field } from '../draft/field.js';
import { explain } from '../load.js';
import { CheckReport } from './check-report.js';
import { type DefinitionText, definitionOf } from './definition.js';

const blank: DefinitionText = {
  name: '',
  value: 'log(1 + abs(x) / a)',
  prox: 'numeric',
  params: 'a = 0.1',
  convex: false,
  reference: '',
};

const fields = [
  { key: 'name', label: 'Name', note: 'what specs call it' },
  { key: 'value', label: 'Penalty of one entry x', note: 'an expression in x and the parameters' },
  {
    key: 'prox',
    label: 'Proximal operator',
    note: 'numeric, or an expression in x, step and the parameters',
  },
  { key: 'params', label: 'Parameters', note: 'name = default, separated by commas' },
  { key: 'reference', label: 'Where it is from', note: '' },
] as const;

interface Answer {
  readonly said: string;
  readonly errors: readonly FieldError[];
  /** Where the definition fails its checks: the input that shows it. */
  readonly counterexample?: unknown;
  /** Of what is registered: what it was tested for. */
  readonly check?: RegularizerCheck | undefined;
}

/** Registers a penalty as expressions; what the service's checks say of it is shown. */
export function RegularizerForm({ onRegistered }: { onRegistered: () => void }) {
  const [text, setText] = useState(blank);
  const [answer, setAnswer] = useState<Answer>({ said: '', errors: [] });
  const send = (event: Event) => {
    event.preventDefault();
    setAnswer({ said: 'Checking …', errors: [] });
    registerRegularizer(definitionOf(text)).then(
      ({ check }) => {
        setAnswer({ said: `${text.name} is registered.`, errors: [], check });
        onRegistered();
      },
      (error: Error) => {
        const problem = error instanceof Refused ? error.problem : {};
        setAnswer({
          said: explain(error),
          errors: error instanceof Refused ? error.errors : [],
          ...('counterexample' in problem ? { counterexample: problem.counterexample } : {}),
        });
      },
    );
  };
  return (
    <form class="card" aria-labelledby="register" onSubmit={send}>
      <h2 id="register">Register a regularizer</h2>
      <div class="fields">
        {fields.map(({ key, label, note }) => (
          <Field
            key={key}
            label={label}
            note={note}
            errors={answer.errors.filter(({ pointer }) => pointer.split('/')[1] === key)}
          >
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                value={text[key]}
                onInput={(event) => setText({ ...text, [key]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={text.convex}
          onChange={(event) => setText({ ...text, convex: event.currentTarget.checked })}
        />
        convex
      </label>
      <div class="actions">
        <button type="submit" class="primary" disabled={text.name === ''}>
          Check and register
        </button>
        <span role="status">{answer.said}</span>
      </div>
      {answer.check && <CheckReport check={answer.check} />}
      {answer.counterexample !== undefined && (
        <section aria-label="Counterexample">
          <pre>{JSON.stringify(answer.counterexample, undefined, 2)}</pre>
        </section>
      )}
    </form>
  );
}
