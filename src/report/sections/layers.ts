import { layerFacts } from '../layers.js';
import { fragment, h, type Markup } from '../markup.js';
import { numeral, percent } from '../numbers.js';
import { table } from '../table.js';
import type { ReportView } from '../view.js';

/** Exact zeros and spectral norm of every layer of each solver's best network. */
export function layersSection({ solvers }: ReportView): Markup | undefined {
  const rows = solvers.flatMap(({ label, best }) =>
    layerFacts(best.network?.layers ?? []).map((facts) => ({ label, ...facts })),
  );
  if (rows.length === 0) return undefined;
  return h(
    'section',
    { id: 'layers' },
    h('h2', {}, 'Layers'),
    table(
      'Weights that are exactly zero, and the largest singular value of the weights of dense layers',
      [
        { header: 'Solver' },
        { header: 'Layer' },
        { header: 'Weights', numeric: true },
        { header: 'Zero', numeric: true },
        { header: 'Zero, %', numeric: true },
        { header: 'Spectral norm', numeric: true },
      ],
      rows.map(({ label, name, shape, weights, zeros, spectralNorm }) => [
        label,
        fragment(name, ' ', h('span', { class: 'muted' }, shape)),
        String(weights),
        String(zeros),
        numeral(zeros / weights, percent),
        numeral(spectralNorm),
      ]),
    ),
  );
}
