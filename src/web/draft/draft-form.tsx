import { getPlugins } from '../api.js';
import { useLoaded } from '../load.js';
import { dataFields } from './data-fields.js';
import { type Draft, type Fields, fieldOf, withField, withSolvers } from './draft.js';
import { Field } from './field.js';
import type { Findings } from './findings.js';
import { type FormField, taskFields } from './form-fields.js';
import { SolverChoice } from './solver-choice.js';
import { TextField } from './text-field.js';

interface Props {
  readonly draft: Draft;
  readonly disabled: boolean;
  readonly findings: Findings;
  readonly onChange: (document: Fields) => void;
}

/** The fields that most documents need; whatever else a document says stays as it is. */
export function DraftForm({ draft, disabled, findings, onChange }: Props) {
  const plugins = useLoaded('plugins', getPlugins);
  const ofKind = (wanted: string) => plugins.value?.filter(({ kind }) => kind === wanted) ?? [];
  const regularizers = ofKind('regularizer').map(({ name }) => name);
  const groups = [
    { title: 'Data', fields: dataFields(draft.task) },
    { title: 'Problem', fields: taskFields(regularizers) },
  ];
  return (
    <section class="draft-form" aria-labelledby="form">
      <h2 id="form">Form</h2>
      {groups.map(({ title, fields }) => (
        <fieldset key={title} disabled={disabled}>
          <legend>{title}</legend>
          <div class="fields">
            {fields.map((field) => (
              <TaskField
                key={field.path.join('/')}
                field={field}
                draft={draft}
                findings={findings}
                onChange={onChange}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <SolverChoice
        draft={draft}
        disabled={disabled}
        trainers={ofKind('trainer')}
        {...(findings.plan ? { routing: findings.plan.routing } : {})}
        onChange={(solvers, repeats) => onChange(withSolvers(draft, solvers, repeats))}
      />
    </section>
  );
}

function TaskField({
  field,
  draft,
  findings,
  onChange,
}: Pick<Props, 'draft' | 'findings' | 'onChange'> & { field: FormField }) {
  const { label, note, path, control, around } = field;
  const pointer = `${draft.at}/${path.join('/')}`;
  const value = fieldOf(draft.task, path);
  const set = (next: unknown) => onChange(withField(draft, path, next));
  const choose = (next: string) =>
    around ? onChange(withField(draft, path.slice(0, -1), around(next))) : set(next || undefined);
  return (
    <Field
      label={label}
      errors={findings.errors.filter((error) => error.pointer === pointer)}
      {...(note === undefined ? {} : { note })}
    >
      {(attributes) =>
        control.kind === 'choice' ? (
          <select {...attributes} value={String(value ?? '')} onChange={(e) => choose(e.currentTarget.value)}>
            {control.options.map((option) => (
              <option key={option} value={option}>
                {option || control.none}
              </option>
            ))}
          </select>
        ) : control.kind === 'switch' ? (
          <input
            {...attributes}
            type="checkbox"
            checked={value === true}
            onChange={(e) => set(e.currentTarget.checked || undefined)}
          />
        ) : (
          <TextField
            attributes={attributes}
            inputMode={control.kind === 'text' ? 'text' : 'decimal'}
            placeholder={control.placeholder}
            value={control.write(value)}
            onWrite={(text) => set(control.read(text))}
          />
        )
      }
    </Field>
  );
}
