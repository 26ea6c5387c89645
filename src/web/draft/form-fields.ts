/** One field of the form: where its value stands in the task, and how it is shown and read. */
export interface FormField {
  readonly label: string;
  readonly note?: string;
  readonly path: readonly string[];
  readonly control: Control;
  /** Where a choice decides what stands beside it: the object around it for a new choice. */
  around?(value: string): unknown;
}

export type Control =
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly none?: string }
  | { readonly kind: 'switch' }
  | {
      readonly kind: 'text' | 'number';
      readonly placeholder: string;
      write(value: unknown): string;
      /** What is no number is passed on as text: the service says what is wrong with it. */
      read(text: string): unknown;
    };

/** A number; an empty field leaves the default, which is its placeholder. */
export function number(placeholder: string): Control {
  return {
    kind: 'number',
    placeholder,
    write: (value) => (value === undefined ? '' : String(value)),
    read: (text) => (text.trim() === '' ? undefined : asNumber(text)),
  };
}

/** Several numbers, or one. `single` writes one number as itself rather than as a list. */
export function numbers(placeholder: string, single: boolean): Control {
  return {
    kind: 'text',
    placeholder,
    write: (value) => (Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value)),
    read(text) {
      const values = text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(asNumber);
      if (values.length === 0) return undefined;
      return single && values.length === 1 ? values[0] : values;
    },
  };
}

export const text: Control = {
  kind: 'text',
  placeholder: '',
  write: (value) => (value === undefined ? '' : String(value)),
  read: (value) => value.trim() || undefined,
};

function asNumber(written: string): number | string {
  const value = Number(written);
  return Number.isNaN(value) ? written : value;
}

const losses = ['', 'hinge', 'squared', 'logistic', 'cross-entropy'];
const models = ['', 'relu', 'mlp', 'autoencoder', 'patches'];
const regularizers = [
  '',
  'weight-decay',
  'group-lasso',
  'column-lasso',
  'l1',
  'l0',
  'tl1',
  'elastic-net',
  'mcp',
  'scad',
  'code-l1',
  'kl-sparsity',
  'student-t',
  'gram-inf-norm',
  'gram-inf-indicator',
];

/** Everything of a task but its data; `registered` are regularizers that came to the service later. */
export const taskFields = (registered: readonly string[]): readonly FormField[] => [
  { label: 'Name', path: ['name'], control: text },
  {
    label: 'Model',
    path: ['model', 'type'],
    control: { kind: 'choice', options: models, none: 'default (relu)' },
  },
  { label: 'Hidden neurons', path: ['model', 'hidden'], control: numbers('64', false) },
  {
    label: 'Loss',
    path: ['loss', 'type'],
    control: { kind: 'choice', options: losses, none: 'default (hinge)' },
  },
  {
    label: 'Regularizer',
    path: ['regularizer', 'type'],
    control: {
      kind: 'choice',
      options: [...new Set([...regularizers, ...registered])],
      none: 'default (weight-decay)',
    },
  },
  {
    label: 'Weight',
    note: 'several, from large to small, make a path',
    path: ['regularizer', 'weight'],
    control: numbers('default', true),
  },
  {
    label: 'Threat radius',
    note: 'empty: standard training',
    path: ['threat', 'radius'],
    control: number('none'),
  },
  { label: 'Seconds at most', path: ['limits', 'seconds'], control: number('600') },
  { label: 'Seed', path: ['seed'], control: number('0') },
];
