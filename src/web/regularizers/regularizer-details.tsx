import { useState } from 'preact/hooks';
import {
  getRegularizer,
  type RegularizerDocument,
  type RegularizerTraits,
  removeRegularizer,
} from '../api.js';
import { explain, useLoaded } from '../load.js';
import { CheckReport } from './check-report.js';

/** What the service knows of a regularizer. One that came as a definition can be removed again. */
export function RegularizerDetails({ name, onGone }: { name: string; onGone: () => void }) {
  const { value, error } = useLoaded(name, (signal) => getRegularizer(name, signal));
  const [failure, setFailure] = useState('');
  if (error) return <p role="alert">{explain(error)}</p>;
  if (!value) return <p class="muted">Loading …</p>;
  const remove = () => removeRegularizer(name).then(onGone, (refusal: Error) => setFailure(explain(refusal)));
  return (
    <>
      <Facts regularizer={value} />
      {value.check && <CheckReport check={value.check} />}
      {value.definition && (
        <button type="button" class="danger" onClick={remove}>
          Remove {name}
        </button>
      )}
      {failure && <p role="alert">{failure}</p>}
    </>
  );
}

function Facts({ regularizer }: { regularizer: RegularizerDocument }) {
  const { reference, source, version, traits, optionsSchema, definition } = regularizer;
  const parameters = Object.entries(optionsSchema.properties ?? {});
  const rows: [string, string][] = [
    ...(reference ? [['Reference', reference] as [string, string]] : []),
    ...(traits ? [['Traits', traitsInWords(traits)] as [string, string]] : []),
    ...parameters.map(([name, { default: value, description }]): [string, string] => [
      `Parameter ${name}`,
      `${JSON.stringify(value)}${description ? `: ${description}` : ''}`,
    ]),
    ...(definition?.prox === undefined ? [] : [['prox', definition.prox] as [string, string]]),
    ['From', source && version ? `${source}, version ${version.slice(0, 12)}` : 'built-in'],
  ];
  return (
    <table class="pairs">
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function traitsInWords({ structure, convex }: RegularizerTraits): string {
  return `looks at ${structure}, ${convex ? 'convex' : 'not convex'}`;
}
