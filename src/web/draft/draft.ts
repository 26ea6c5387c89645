/** Any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A spec or a comparison as the form sees it: one task, and the solvers that are to train it. */
export interface Draft {
  readonly document: Fields;
  readonly task: Fields;
  /** JSON pointer of the task. */
  readonly at: '' | '/compare';
  readonly solvers: readonly Fields[];
  readonly repeats: number;
}

/** Reads a document's text; nothing where it is no JSON object. */
export function readDraft(text: string): Draft | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(document)) return undefined;
  const { compare, solvers, solver, repeats } = document;
  if (isFields(compare)) {
    return {
      document,
      task: compare,
      at: '/compare',
      solvers: Array.isArray(solvers) ? solvers.filter(isFields) : [],
      repeats: typeof repeats === 'number' ? repeats : 1,
    };
  }
  return {
    document,
    task: document,
    at: '',
    solvers: [isFields(solver) ? solver : { name: 'auto' }],
    repeats: 1,
  };
}

/** The document with one field of its task changed; `undefined` takes the field away. */
export function withField(draft: Draft, path: readonly string[], value: unknown): Fields {
  const task = changed(draft.task, path, value);
  return draft.at ? { ...draft.document, compare: task } : task;
}

/** The document with other solvers: a spec where one is to run once, else a comparison. */
export function withSolvers(
  { document, task, at }: Draft,
  solvers: readonly Fields[],
  repeats: number,
): Fields {
  const alone = solvers.length === 1 && repeats === 1 && solvers[0]!['label'] === undefined;
  if (alone) return { relucent: 1, ...task, solver: solvers[0] };
  const { solver: _solver, relucent: _relucent, ...compare } = task;
  const frame = at ? document : { relucent: 1 };
  return { ...frame, compare, solvers, repeats };
}

export function fieldOf(fields: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), fields);
}

function changed(fields: Fields, [name, ...rest]: readonly string[], value: unknown): Fields {
  const { [name!]: old, ...others } = fields;
  const inner = isFields(old) ? old : {};
  const next = rest.length > 0 ? changed(inner, rest, value) : value;
  if (next === undefined) return others;
  // In its old place, so that the text does not jump.
  return old === undefined ? { ...fields, [name!]: next } : Object.assign({ ...fields }, { [name!]: next });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
