import { useState } from 'preact/hooks';
import { setApiKey } from './api-key.js';

/** Asks for the API key that the service wants, and starts the page again with it. */
export function AccessForm() {
  const [key, setKey] = useState('');
  const enter = (event: Event) => {
    event.preventDefault();
    setApiKey(key.trim());
    location.reload();
  };
  return (
    <form class="card narrow-form" onSubmit={enter}>
      <h1>API key</h1>
      <p>This service wants a key. It is kept until the tab is closed.</p>
      <label class="field">
        <span>Key</span>
        <input
          type="password"
          autocomplete="off"
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        Use the key
      </button>
    </form>
  );
}
