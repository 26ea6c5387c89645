/** Documents that no part of the product may accept, made by changing valid ones. */

export interface Malformed {
  readonly what: string;
  /** JSON text, or bytes that are none. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  /** Of a 422: where the error must point, or a place above it. */
  readonly pointer?: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** JSON has no such number; parsers make an infinity of it. */
const tooLarge = '@1e400';
const absent = '@absent';

const inline: Fields = {
  source: 'inline',
  x: [
    [0, 1],
    [1, 0],
    [2, 2],
    [-1, 0],
    [0, -1],
    [3, 1],
  ],
  y: [1, -1, 1, -1, 1, -1],
  test: { x: [[1, 1]], y: [1] },
  scale: 'standardize',
  bias: true,
};

/** Names every kind of field once. */
export const validSpec: Fields = {
  relucent: 1,
  name: 'small',
  data: inline,
  model: { type: 'relu', hidden: [8], activation: 'relu', bias: false },
  loss: { type: 'hinge', scale: 'mean' },
  regularizer: { type: 'weight-decay', weight: 0.01 },
  threat: { norm: 'linf', radius: 0.05 },
  evaluate: { attacks: [{ name: 'pgd', steps: 3, stepFraction: 0.5 }], certify: true },
  limits: { seconds: 20, memoryMb: 1024 },
  seed: 1,
  solver: {
    name: 'convex',
    label: 'ours',
    options: {
      patterns: { method: 'sampled', distinct: 4 },
      robust: 'stable',
      backend: 'auto',
      tolerance: 1e-6,
    },
  },
};

const { solver: _, ...task } = validSpec;
export const validComparison: Fields = {
  relucent: 1,
  compare: task,
  solvers: [{ name: 'convex' }, { name: 'gd-pgd', label: 'pgd', options: { epochs: 3, steps: 2 } }],
  repeats: 1,
};

const moons = withData({ source: 'generator', name: 'two-moons', n: 20, noise: 0.1, seed: 1 });
const blobs = withData({ source: 'generator', name: 'blobs', n: 20, d: 2, centers: 2 });
const boxes = withData({ source: 'generator', name: 'box-separable', n: 12, radius: 0.05, lines: 3 });
const spirals = withData({ source: 'generator', name: 'spirals', n: 20, turns: 1 });
const teacher = changed(withData({ source: 'generator', name: 'mlp-teacher', d: 3, outputs: 1 }), '/loss', {
  type: 'squared',
});
const split = withData({ ...(omit(inline, 'test') as Fields), split: { test: 0.3, seed: 0 } });
const explicit = changed(validSpec, '/solver/options', {
  patterns: { method: 'explicit', patterns: ['111111'] },
});
const noThreat = omit(validSpec, 'threat');
const trainedBy = (name: string, options: Fields = {}) => changed(validSpec, '/solver', { name, options });
const gradient = trainedBy('gd-std', { epochs: 3 });
const pgd = trainedBy('gd-pgd', { epochs: 3 });

/** A valid document, a field of it, and values that this field cannot take. */
const wrongValues: readonly [document: Fields, pointer: string, ...values: Json[]][] = [
  [validSpec, '/relucent', 0, 2, 1.5, '1', absent],
  [validSpec, '/name', 'x'.repeat(201)],
  [validSpec, '/seed', -1, 0.5, 2 ** 32, 2 ** 40, 1e300, tooLarge, '0', 'NaN'],

  [validSpec, '/data', absent],
  [validSpec, '/data/source', absent, 'inlin', 'Inline', 'generater', '', '__proto__', 'toString'],
  [validSpec, '/data/x', absent, [], [[]], [1, 2, 3], 'x.csv'],
  [validSpec, '/data/x/2', [], [1], [1, 2, 3], [1, '2'], ['NaN', 1], [null, 1], [tooLarge, 1], [[1], 1], 5],
  [validSpec, '/data/y', absent, [], [1], [1, -1, 1, -1, 1, -1, 1], [1, [2], 3, 1, 2, 3], 'last'],
  [validSpec, '/data/y/3', tooLarge, null, true, [1]],
  [validSpec, '/data/test', {}, { x: [[1, 1]] }, { x: [[1, 1]], y: [] }, { x: [], y: [] }, []],
  [validSpec, '/data/test/x', [[1]], [[1, 2, 3]], [[1, 'a']], [[1, tooLarge]]],
  [validSpec, '/data/test/y', [2], ['a'], [1, -1]],
  [validSpec, '/data/scale', 'standardise', 'min-max', '', [0], [0, 1, 2], [1, 0], [0, 0], ['0', '1'], {}],
  [validSpec, '/data/bias', 'true', 1, 0],
  [validSpec, '/data/limit', 0, -1, -0, 1.5, '3', tooLarge, 1],
  [validSpec, '/data/classes', [], [1], [1, -1, 0], [1, 1], [1, 7], ['a', 'b'], [1, null], '1,-1'],
  [validSpec, '/data/downsample', [7, 7], [0, 7], [7], [7.5, 7], 7],
  [split, '/data/split', {}, 0.3, { test: 0.3, seeds: 1 }],
  [split, '/data/split/test', 0, 1, -0.1, 1.5, '0.3', tooLarge],
  [split, '/data/split/seed', -1, 0.5, 2 ** 40],
  [validSpec, '/data/split', { test: 0.5 }],

  [moons, '/data/name', absent, 'two-moon', 'Two-Moons', 'moons', 'box_separable', '', 'constructor'],
  [moons, '/data/n', 0, -0, -5, 2.5, 10_000_001, 1e300, tooLarge, '20', 'NaN', [20]],
  [moons, '/data/noise', -0.1, tooLarge, 'NaN'],
  [moons, '/data/seed', -1, 2 ** 40, 0.5],
  [moons, '/data/d', 2],
  [moons, '/data/x', [[1]]],
  [blobs, '/data/d', 0, -1, 1.5, 100_001],
  [blobs, '/data/centers', 1, 0, 1001],
  [boxes, '/data/n', 0, 2001],
  [boxes, '/data/radius', 0, -0.1, 0.6],
  [boxes, '/data/lines', 0, 17, 2.5],
  [spirals, '/data/turns', 0, -1, 21],
  [teacher, '/data/hidden', [], [0], [1.5], 10],
  [teacher, '/data/outputs', 0, 1001],
  [teacher, '/data/slope', -0.1, 1.1],

  [validSpec, '/model/type', 'rellu', 'ReLU', 'dense', ''],
  [validSpec, '/model/hidden', [], [0], [-0], [-3], [1.5], [4, 4], [100_001], [tooLarge], ['8'], 8],
  [validSpec, '/model/activation', 'tanh', 'RELU'],
  [validSpec, '/model/bias', true],
  [validSpec, '/loss/type', 'hing', 'Hinge', 'absolute', 'cross-entropie', '', '__proto__'],
  [validSpec, '/loss/scale', 0, -1, 'man', 'Mean', '0.5', tooLarge],
  [validSpec, '/regularizer/type', 'weight_decay', 'weightdecay', 'l3', 'constructor'],
  [validSpec, '/regularizer/weight', 0, -0, -1e-4, '1e-4', tooLarge, 'Infinity'],
  [validSpec, '/threat', {}, { norm: 'linf' }, { radius: 0.1, radii: [0.1, 0.1] }],
  [validSpec, '/threat/norm', 'l2', 'Linf', 'inf'],
  [validSpec, '/threat/radius', -0.1, tooLarge, '0.1', 'NaN', [0.1]],
  [changed(validSpec, '/threat', { radii: [0.1, 0.1] }), '/threat/radii', [], [0.1], [1, 1, 1, 1], [0.1, -1]],
  [changed(validSpec, '/threat', { radii: [0.1, 0.1] }), '/threat/radii/1', -1, tooLarge, '0.1', null],
  [validSpec, '/evaluate/attacks', 'pgd', ['pgd'], [{}], Array(21).fill({ name: 'fgsm' })],
  [validSpec, '/evaluate/attacks/0/name', absent, 'pdg', 'PGD', 'pgd-l1', '', 'hasOwnProperty', '__proto__'],
  [validSpec, '/evaluate/attacks/0/steps', 0, -1, 1.5, 100_001, '40'],
  [validSpec, '/evaluate/attacks/0/stepFraction', 0, -1, 2.1],
  [validSpec, '/evaluate/certify', 'yes', 1, { nodes: -1 }, { seconds: 'x' }, { node: 5 }],
  [validSpec, '/limits/seconds', 0, -1, 31_536_001, tooLarge, '10 s', 'NaN'],
  [validSpec, '/limits/memoryMb', 0, -1, tooLarge, '4 GB'],

  [validSpec, '/solver', 'convex', ['convex'], { nam: 'convex' }],
  [validSpec, '/solver/name', 'conve', 'Convex', 'gd-sdt', 'sgdd', 'adamw', 'gd-fgms', 'gd-pdg', 'auto '],
  [validSpec, '/solver/name', '', 'clarabel', 'pgd', '__proto__', 'constructor', 'toString'],
  [validSpec, '/solver/label', 'x'.repeat(81)],
  [validSpec, '/solver/options', [], 'fast', { epochs: 10 }, { learningRate: 0.1 }, { Tolerance: 1e-6 }],
  [validSpec, '/solver/options/patterns', {}, 'sampled', { draws: 10 }, { method: 'sampled' }],
  [validSpec, '/solver/options/patterns', { method: 'sampled', draws: 4, distinct: 4 }],
  [validSpec, '/solver/options/patterns/method', 'sample', 'enumerated', 'price', '', 'valueOf'],
  [validSpec, '/solver/options/patterns/distinct', 0, -1, 1.5, 100_001, '36', tooLarge],
  [validSpec, '/solver/options/robust', 'hard', 'Stable'],
  [validSpec, '/solver/options/backend', 'clarabell', 'mosek', 'convex', '', '__proto__'],
  [validSpec, '/solver/options/tolerance', 0, -1e-6, 2, 1e-13, tooLarge, '1e-6'],
  [explicit, '/solver/options/patterns/patterns', [], ['11111'], ['1111111'], ['11211x'], [''], [111111]],
  [explicit, '/solver/options/patterns/patterns', ['111111', '1'], '111111'],
  [gradient, '/solver/options/epochs', 0, -1, 1.5, 10_000_001, tooLarge, '10'],
  [gradient, '/solver/options/batch', 0, -1, 2.5, 'ful', 'all'],
  [gradient, '/solver/options/schedule', 'cos', 'step'],
  [gradient, '/solver/options/optimizer', 'adm', 'Adam', 'rmsprop'],
  [gradient, '/solver/options/learningRate', 0, -0.1, tooLarge, 'auto'],
  [gradient, '/solver/options/tolerance', -1],
  [gradient, '/solver/options/steps', 10],
  [gradient, '/solver/options/patterns', { method: 'sampled', draws: 4 }],
  [gradient, '/solver/options/epocs', 10],
  [pgd, '/solver/options/steps', 0, 10_001, 1.5],
  [pgd, '/solver/options/stepFraction', 0, 2.1],
  [trainedBy('adam'), '/solver/options', { optimizer: 'sgd' }, { steps: 3 }, { momentum: 0.9 }],
  [trainedBy('sgd'), '/solver/options', { optimizer: 'adam' }, { beta1: 0.9 }],
  [noThreat, '/solver', { name: 'gd-pgd' }, { name: 'gd-fgsm' }],

  [validComparison, '/relucent', absent, 2],
  [validComparison, '/compare/relucent', 2],
  [validComparison, '/compare', {}, [], 'spec', validComparison],
  [validComparison, '/compare/solver', { name: 'convex' }],
  [validComparison, '/compare/data/y', [1], [1, [2], 3, 1, 2, 3]],
  [validComparison, '/compare/loss/type', 'hing'],
  [validComparison, '/compare/threat', {}],
  [validComparison, '/compare/evaluate/attacks/0/name', 'pdg'],
  [validComparison, '/compare/data/split', { test: 0 }],
  [
    validComparison,
    '/solvers',
    absent,
    [],
    {},
    'all',
    ['convex'],
    [null],
    Array(51).fill({ name: 'convex' }),
  ],
  [validComparison, '/solvers/1/name', 'gd-pdg', '', 7, '__proto__'],
  [validComparison, '/solvers/1/options', { patterns: { method: 'sampled', draws: 1 } }, { step: 3 }],
  [validComparison, '/solvers/0/options', { epochs: 3 }, { tolerance: 0 }],
  [validComparison, '/solvers/0/option', {}],
  [validComparison, '/repeats', 0, -1, 1.5, 1001, tooLarge, '7'],
  [validComparison, '/solver', { name: 'convex' }],
  [validComparison, '/data', moons.data!],
  [omitIn(validComparison, 'compare', 'threat'), '/solvers/1', { name: 'gd-pgd' }, { name: 'gd-fgsm' }],
];

/** Misspelt and foreign fields, at every level. */
const unknownFields: readonly [document: Fields, ...pointers: string[]][] = [
  [validSpec, '/seeed', '/solvers', '/Data', '/__proto__', '/constructor', '/hasOwnProperty', '/', '/a~1b'],
  [validSpec, '/data/path', '/data/label', '/data/__proto__', '/data/test/z', '/model/width', '/loss/kind'],
  [validSpec, '/regularizer/beta', '/regularizer/constructor', '/threat/epsilon', '/threat/__proto__'],
  [validSpec, '/evaluate/atacks', '/evaluate/attacks/0/step', '/limits/second', '/solver/option'],
  [
    validSpec,
    '/solver/options/pattern',
    '/solver/options/patterns/perturbations',
    '/solver/options/__proto__',
  ],
  [
    validComparison,
    '/compare/seeed',
    '/compare/model/width',
    '/repeat',
    '/__proto__',
    '/compare/constructor',
  ],
];

const text = JSON.stringify(validSpec);
const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [part])));

/** Bodies that are no spec and no comparison at all. */
const bodies: readonly Malformed[] = [
  ...['null', 'true', '0', '1e400', '"spec"', '""', '[]', '{}', `[${text}]`, JSON.stringify(text)].map(
    (body) => ({ what: body.slice(0, 20), body, status: 422, pointer: '' }),
  ),
  ...['{', '}', '{"relucent":1,', `${text}}`, `${text}${text}`, text.slice(0, -1), 'relucent: 1', '<spec/>']
    .concat(["{'relucent':1}", '{relucent:1}', '{"relucent":1,}', '{"relucent":1 // one\n}', '{"seed":NaN}'])
    .concat(['{"seed":Infinity}', '{"seed":01}', '{"seed":0x1}', '{"seed":+1}', '{"seed":.5}', '{"seed":1.}'])
    .concat(['{"name":"a\nb"}', '{"name":"\\x41"}', '{"name":"\\ud83"}', 'undefined', '\0', '1 2'])
    .map((body) => ({ what: `no JSON: ${body.slice(0, 30)}`, body, status: 400 })),
  { what: 'UTF-8 cut short in a name', body: bytes('{"relucent":1,"name":"', 0xc3, '"}'), status: 400 },
  {
    what: 'a lone byte in an otherwise valid spec',
    body: bytes(text.replace(/"small".*/s, '"'), 0xff, '"', text.replace(/^.*"small"/s, '')),
    status: 400,
  },
  { what: 'an overlong encoding', body: bytes(text.slice(0, -1), ',"', 0xc0, 0xaf, '":1}'), status: 400 },
  { what: 'UTF-16', body: new Uint8Array(Buffer.from(text, 'utf16le')), status: 400 },
  { what: 'random bytes', body: bytes(0x80, 0x00, 0xfe, 0xff, 0x1f, 0x8b), status: 400 },
  { what: '100 000 brackets', body: '['.repeat(100_000) + ']'.repeat(100_000), status: 400 },
  { what: '100 000 open brackets', body: '['.repeat(100_000), status: 400 },
  { what: '100 000 braces', body: `${'{"data":'.repeat(100_000)}1${'}'.repeat(100_000)}`, status: 400 },
  {
    what: 'brackets where options are free',
    body: text.replace('"stable"', '['.repeat(100_000) + ']'.repeat(100_000)),
    status: 400,
  },
  { what: 'a key twice', body: `${text.slice(0, -1)},"seed":-1}`, status: 422, pointer: '/seed' },
  { what: 'data twice', body: `${text.slice(0, -1)},"data":{}}`, status: 422, pointer: '/data/source' },
  {
    what: 'a solver twice',
    body: `${text.slice(0, -1)},"solver":{"name":"convx"}}`,
    status: 422,
    pointer: '/solver/name',
  },
  {
    what: 'a number of a million digits',
    body: text.replace('"seed":1', `"seed":${'9'.repeat(1e6)}`),
    status: 422,
    pointer: '/seed',
  },
  {
    what: '10 000 unknown fields',
    body: JSON.stringify({
      ...validSpec,
      ...Object.fromEntries(Array.from({ length: 1e4 }, (_, k) => [k, k])),
    }),
    status: 422,
    pointer: '/0',
  },
  {
    what: 'half a million unknown fields',
    body: JSON.stringify(Object.fromEntries(Array.from({ length: 5e5 }, (_, k) => [`k${k}`, k]))),
    status: 400,
  },
  {
    what: '200 000 rows of text',
    body: JSON.stringify(changed(validSpec, '/data/x', Array(200_000).fill(['a', 'b']))),
    status: 422,
    pointer: '/data/x',
  },
];

/** Refused because the server's own files are nobody's business over HTTP; the command line reads them. */
const files: readonly Malformed[] = [
  ...['/etc/passwd', '../../secret.csv', 'data.csv', 'file:///etc/passwd', '/dev/zero', 'CON'].map((path) =>
    refused(`the file ${path}`, withData({ source: 'file', path }), '/data/source'),
  ),
  refused(
    'a file in a comparison',
    changed(validComparison, '/compare/data', { source: 'file', path: 'data.csv', format: 'csv' }),
    '/compare/data/source',
  ),
  refused('a loss that no trainer takes', changed(validSpec, '/loss/type', 'cross-entropy'), '/solver/name'),
  refused('a file without a path', withData({ source: 'file' }), '/data/path'),
  refused(
    'a file of an unknown format',
    withData({ source: 'file', path: 'a', format: 'xls' }),
    '/data/format',
  ),
];

/** Wrong at a glance: what a value must not be replaced by, whatever field it is. */
function* wrongTypes(document: Fields, above = ''): Generator<Malformed> {
  for (const [pointer, value] of nodes(document, above)) {
    for (const other of typesBeside(value)) {
      if (isRight(pointer, other)) continue;
      yield refused(`${pointer} = ${JSON.stringify(other)}`, changed(document, pointer, other), pointer);
    }
  }
}

function typesBeside(value: Json): Json[] {
  if (Array.isArray(value)) return [null, {}, 'text', 7, true];
  if (typeof value === 'object') return [null, [], 'text', 7, true];
  if (typeof value === 'number') return [null, [], {}, 'NaN', true, tooLarge];
  if (typeof value === 'string') return [null, [], {}, 7, true];
  // An empty object is the default limits of a certificate.
  return [null, [], 'false', 7];
}

/** The few fields that take more than one type. */
function isRight(pointer: string, value: Json): boolean {
  return pointer.endsWith('/loss/scale') && value === 7;
}

function* nodes(value: Json, pointer: string): Generator<[string, Json]> {
  if (value === null || typeof value !== 'object') return;
  // The rows and the targets are all alike: the first two say it.
  const entries = Array.isArray(value) ? [...value.entries()].slice(0, 2) : Object.entries(value);
  for (const [key, inner] of entries) {
    const at = `${pointer}/${key}`;
    yield [at, inner];
    yield* nodes(inner, at);
  }
}

/** All malformed documents, no two the same. */
export const malformed: readonly Malformed[] = distinct([
  ...wrongValues.flatMap(([document, pointer, ...values]) =>
    values.map((value) =>
      refused(
        `${pointer} ${value === absent ? 'missing' : `= ${JSON.stringify(value).slice(0, 60)}`}`,
        changed(document, pointer, value),
        pointer,
      ),
    ),
  ),
  ...unknownFields.flatMap(([document, ...pointers]) =>
    pointers.map((pointer) => refused(`unknown ${pointer}`, changed(document, pointer, 1), pointer)),
  ),
  ...wrongTypes(validSpec),
  ...wrongTypes(validComparison),
  ...bodies,
  ...files,
]);

function refused(what: string, document: Json, pointer: string): Malformed {
  return { what, body: JSON.stringify(document).replaceAll(`"${tooLarge}"`, '1e400'), status: 422, pointer };
}

function distinct(documents: readonly Malformed[]): Malformed[] {
  const byBody = new Map(documents.map((document) => [String(document.body), document]));
  return [...byBody.values()];
}

function withData(data: Fields): Fields {
  return changed(validSpec, '/data', data);
}

/** A copy with one field set, `__proto__` included, or left out. */
function changed(document: Fields, pointer: string, value: Json): Fields {
  const copy = structuredClone(document);
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop()!;
  let node: Fields = copy;
  for (const key of keys) node = node[key] as Fields;
  if (value === absent) delete node[last];
  else Object.defineProperty(node, last, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

function omit(document: Fields, key: string): Fields {
  return changed(document, `/${key}`, absent);
}

function omitIn(document: Fields, parent: string, key: string): Fields {
  return changed(document, `/${parent}/${key}`, absent);
}
