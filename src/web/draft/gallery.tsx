import type { Comparison, Spec } from '#relucent/core/generated/input.js';
import { getExamples } from '../api.js';
import { explain, useLoaded } from '../load.js';
import { hrefOf } from '../route.js';

/** The bundled examples as starting points. Those that read files say how they are run. */
export function Gallery({ current }: { current?: string }) {
  const { value: examples, error } = useLoaded('examples', getExamples);
  return (
    <nav class="gallery" aria-label="Examples">
      {error && <p class="wrong">{explain(error)}</p>}
      <ul>
        {examples?.map(({ name, title, needsFile, document }) => (
          <li key={name}>
            <a
              class="card"
              href={hrefOf({ view: 'new', from: { kind: 'example', name } })}
              aria-current={current === name ? 'true' : undefined}
            >
              <strong>{title}</strong>
              <span class="muted">
                {needsFile ? 'reads a file: put your rows in its place' : solversOf(document)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What trains an example: "convex, gd-std, gd-pgd". */
function solversOf(document: unknown): string {
  const { solver, solvers } = document as Partial<Spec & Comparison>;
  return (solvers ?? [solver]).map((one) => one?.name ?? 'auto').join(', ');
}
