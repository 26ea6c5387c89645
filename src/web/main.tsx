import { render } from 'preact';
import { App } from './app.js';

const root = document.getElementById('page')!;
render(<App offered={root.dataset['views']?.split(' ') ?? []} />, root);
