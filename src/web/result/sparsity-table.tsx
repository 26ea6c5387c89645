import type { Result } from '#relucent/core/generated/documents.js';
import { percent, short } from '#relucent/report/numbers.js';
import { bySolver, byWeight } from '#relucent/report/runs.js';
import { layerSparsity } from './layer-sparsity.js';

/** The share of exact zeros in each layer of each solver's best network. */
export function SparsityTable({ runs }: { runs: readonly Result[] }) {
  const rows = byWeight(runs).flatMap(({ weight, runs: comparable }) =>
    bySolver(comparable).flatMap(({ label, best }) =>
      layerSparsity(best.network?.layers ?? []).map((layer) => ({
        solver: weight === undefined ? label : `${label} at ${short(weight)}`,
        ...layer,
      })),
    ),
  );
  if (rows.length === 0) return null;
  return (
    <section>
      <h2 id="sparsity">Sparsity per layer</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
      <section class="scroll" aria-labelledby="sparsity" tabIndex={0}>
        <table>
          <caption>Weights that are exactly zero in the best network of each solver.</caption>
          <thead>
            <tr>
              <th scope="col">Solver</th>
              <th scope="col">Layer</th>
              <th scope="col" class="number">
                Weights
              </th>
              <th scope="col" class="number">
                Zero
              </th>
              <th scope="col" class="number">
                Share, %
              </th>
              <th scope="col">
                <span class="visually-hidden">Share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ solver, name, shape, weights, zeros }) => (
              <tr key={solver + name}>
                <th scope="row">{solver}</th>
                <td>
                  {name} <span class="muted">{shape}</span>
                </td>
                <td class="number">{weights}</td>
                <td class="number">{zeros}</td>
                <td class="number">{percent(zeros / weights)}</td>
                <td>
                  <meter
                    aria-label={`Zero weights of ${solver}, layer ${name}`}
                    max={1}
                    value={zeros / weights}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
