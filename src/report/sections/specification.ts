import { fragment, h, type Markup } from '../markup.js';
import { readableJson } from '../shorten-json.js';
import type { ReportView } from '../view.js';

/** The spec as it was run, defaults filled in. */
export function specificationSection({ document, result }: ReportView): Markup {
  const spec = document.kind === 'spec' ? document.spec : document.comparison;
  return h(
    'section',
    {},
    h('h2', {}, 'Spec'),
    h(
      'p',
      {},
      fragment(
        'As it was run, with all defaults; long arrays are cut short here. SHA-256 of the whole: ',
        h('code', {}, result.provenance.specSha256),
      ),
    ),
    h('details', {}, h('summary', {}, 'Show the spec'), h('pre', { tabindex: '0' }, readableJson(spec))),
  );
}
