import type { Express, IRouter } from 'express';

/** Parts of the page that need routes which not every service has. */
const needed = { datasets: '/v1/datasets', regularizers: '/v1/plugins/regularizers' } as const;

/** The optional parts of the page that this app can serve: those whose routes it has. */
export function offeredViews(app: Express): string[] {
  const paths = routePaths(app.router);
  return Object.entries(needed).flatMap(([view, path]) => (paths.includes(path) ? [view] : []));
}

function routePaths({ stack }: Pick<IRouter, 'stack'>): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route) return [route.path];
    return 'stack' in handle ? routePaths(handle as unknown as IRouter) : [];
  });
}
