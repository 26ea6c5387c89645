import { useLayoutEffect, useRef } from 'preact/hooks';

/** The sections of a job's report that the page has in no form of its own: drawings and layers. The curves are live here. */
export function ReportFigures({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  // Before anything is drawn: what stands below must not be seen to move.
  useLayoutEffect(() => place.current!.replaceChildren(...shownSections(html)), [html]);
  return <div ref={place} class="report" />;
}

/**
 * Only the main part is read: the report's style sheet is the page's already. The parser runs no scripts, and the
 * page's policy would refuse any that came along.
 */
function shownSections(html: string): Node[] {
  const main = html.slice(html.indexOf('<main>'), html.lastIndexOf('</main>'));
  const report = new DOMParser().parseFromString(main, 'text/html');
  return [...report.querySelectorAll('main > section')]
    .filter((section) => section.id === 'layers' || section.querySelector('svg[role=img]'))
    .filter((section) => !section.querySelector('svg.curves'))
    .map((section) => document.importNode(section, true));
}
