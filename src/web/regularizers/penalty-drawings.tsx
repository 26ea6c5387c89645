import { useLayoutEffect, useRef } from 'preact/hooks';
import { getRegularizerFigure } from '../api.js';
import { useLoaded } from '../load.js';

interface Props {
  readonly name: string;
  /** The map of the proximal operator alone, or the penalty, its map and its envelope. */
  readonly which: 'map' | 'all';
}

/** Drawings of a regularizer of single entries; their place is kept while they are on the way. */
export function PenaltyDrawings({ name, which }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const { value, error } = useLoaded(name, (signal) => getRegularizerFigure(name, signal));
  useLayoutEffect(() => {
    if (value) place.current!.replaceChildren(...drawingsIn(value, which));
  }, [value, which]);
  return (
    <div ref={place} class={which === 'all' ? 'multiples' : 'map'} aria-busy={!value && !error}>
      {error && 'It could not be drawn.'}
    </div>
  );
}

/** The drawings alone: their colours are in the page's style sheet, and its policy refuses a style sheet of theirs. */
function drawingsIn(svg: string, which: Props['which']): Node[] {
  const unstyled = svg.replace(/<style>[^<]*<\/style>/, '');
  const file = new DOMParser().parseFromString(unstyled, 'image/svg+xml');
  return [...file.querySelectorAll('svg[role=img]')]
    .filter((drawing) => which === 'all' || drawing.querySelector('[id$=-map-title]'))
    .map((drawing) => {
      const copy = document.importNode(drawing, true);
      const [title, description] = [...copy.querySelectorAll('title, desc')];
      copy.removeAttribute('aria-labelledby');
      copy.setAttribute('aria-label', `${title?.textContent}: ${description?.textContent}`);
      // Every regularizer's drawings have the same ids.
      title?.remove();
      description?.remove();
      return copy;
    });
}
