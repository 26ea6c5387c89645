import { useEffect, useRef } from 'preact/hooks';
import { AccessForm } from './access-form.js';
import { getJson, Refused } from './api.js';
import { Datasets } from './datasets/datasets.js';
import { NewJob } from './draft/new-job.js';
import { JobList } from './jobs/job-list.js';
import { JobView } from './jobs/job-view.js';
import { useLoaded } from './load.js';
import { Regularizers } from './regularizers/regularizers.js';
import { hrefOf, type Route, useRoute } from './route.js';

const tabs = ['jobs', 'new', 'datasets', 'regularizers'] as const;

const titles: Record<Route['view'], string> = {
  jobs: 'Jobs',
  job: 'Job',
  new: 'New job',
  datasets: 'Datasets',
  regularizers: 'Regularizers',
};

/** The frame of the page: navigation, and the view that the address names. */
export function App() {
  const route = useRoute();
  const access = useLoaded('access', (signal) => getJson('/v1/jobs?limit=1', signal));
  const main = useRef<HTMLElement>(null);
  const shown = hrefOf(route);
  const first = useRef(shown);
  useEffect(() => {
    document.title = `${titles[route.view]} – Relucent`;
    // A new view is read from its beginning; the first one leaves the focus where the browser has put it.
    if (first.current !== shown) main.current?.focus();
    first.current = '';
  }, [shown, route.view]);

  const locked = access.error instanceof Refused && access.error.problem.status === 401;
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <a class="brand" href={hrefOf({ view: 'jobs' })}>
          Relucent
        </a>
        <nav aria-label="Views">
          {tabs.map((view) => (
            <a key={view} href={hrefOf({ view })} aria-current={route.view === view ? 'page' : undefined}>
              {titles[view]}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {locked ? <AccessForm /> : <View route={route} />}
      </main>
    </>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case 'jobs':
      return <JobList />;
    case 'job':
      return <JobView key={route.id} id={route.id} />;
    case 'new':
      return <NewJob key={hrefOf(route)} {...(route.from ? { from: route.from } : {})} />;
    case 'datasets':
      return <Datasets />;
    case 'regularizers':
      return <Regularizers />;
  }
}
