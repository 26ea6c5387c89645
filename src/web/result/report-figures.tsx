import { useEffect, useRef } from 'preact/hooks';
import { getReport } from '../api.js';
import { useLoaded } from '../load.js';

/** The sections of a job's report that hold drawings: ladder, decision boundaries, path. The curves are live here. */
export function ReportFigures({ id }: { id: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { value, error } = useLoaded(id, (signal) => getReport(id, signal));
  useEffect(() => {
    if (value) place.current!.replaceChildren(...drawnSections(value));
  }, [value]);
  if (error) return null;
  return <div ref={place} class="report" aria-busy={!value} />;
}

/**
 * Only the main part is read: the report's style sheet is the page's already. The parser runs no scripts, and the
 * page's policy would refuse any that came along.
 */
function drawnSections(html: string): Node[] {
  const main = html.slice(html.indexOf('<main>'), html.lastIndexOf('</main>'));
  const report = new DOMParser().parseFromString(main, 'text/html');
  return [...report.querySelectorAll('main > section')]
    .filter((section) => section.querySelector('svg[role=img]') && !section.querySelector('svg.curves'))
    .map((section) => document.importNode(section, true));
}
