import { useState } from 'preact/hooks';
import { hrefOf } from '../route.js';

/** Copies the address of a job; where the browser forbids that, shows it to be copied by hand. */
export function ShareLink({ id, name }: { id: string; name: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'shown'>('idle');
  const address = new URL(hrefOf({ view: 'job', id }), location.href).href;
  const verb = state === 'copied' ? 'Copied' : 'Copy';
  const copy = () => {
    // Only secure origins have a clipboard.
    if (!navigator.clipboard) return setState('shown');
    navigator.clipboard.writeText(address).then(
      () => setState('copied'),
      () => setState('shown'),
    );
  };
  return (
    <>
      <button type="button" aria-label={`${verb} link to ${name}`} onClick={copy}>
        {state === 'copied' ? verb : 'Copy link'}
      </button>
      <span class="visually-hidden" role="status">
        {state === 'copied' ? 'Link copied' : ''}
      </span>
      {state === 'shown' && (
        <input
          class="address"
          aria-label={`Link to ${name}`}
          readOnly
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </>
  );
}
