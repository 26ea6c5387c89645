import { useEffect, useState } from 'preact/hooks';

/** What the page shows; each view has an address of its own, so that it can be shared. */
export type Route =
  | { readonly view: 'jobs' }
  | { readonly view: 'job'; readonly id: string }
  | {
      readonly view: 'new';
      readonly from?: { readonly kind: 'example' | 'job' | 'dataset'; readonly name: string };
    }
  | { readonly view: 'datasets' }
  | { readonly view: 'regularizers' };

/** Reads the part of an address behind `#`; what is unknown leads to the list of jobs. */
export function parseRoute(hash: string): Route {
  const [view, ...rest] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  if (view === 'jobs' && rest[0]) return { view: 'job', id: rest[0] };
  if (view === 'new') {
    const [kind, name] = rest;
    return (kind === 'example' || kind === 'job' || kind === 'dataset') && name
      ? { view, from: { kind, name } }
      : { view };
  }
  if (view === 'datasets' || view === 'regularizers') return { view };
  return { view: 'jobs' };
}

export function hrefOf(route: Route): string {
  const parts = (names: string[]) => `#/${names.map(encodeURIComponent).join('/')}`;
  if (route.view === 'job') return parts(['jobs', route.id]);
  if (route.view === 'new' && route.from) return parts(['new', route.from.kind, route.from.name]);
  return parts([route.view]);
}

export function goTo(route: Route): void {
  location.hash = hrefOf(route);
}

/** The route of the address bar, followed as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(hash);
}
