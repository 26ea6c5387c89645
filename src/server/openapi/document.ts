import { posix } from 'node:path';
import { type JsonSchema, schema } from '../../core/schemas.js';
import { version } from '../../core/version.js';
import { type Body, type Operation, operations } from './operations.js';

/** Answers that any operation may give. */
const everywhere = {
  401: 'An API key is required.',
  403: 'The API key does not allow this.',
  429: 'Too many requests.',
  503: 'The service is stopping, or its database does not answer.',
};

const meanings: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  404: 'There is no such thing.',
  408: 'The request did not arrive in time.',
  409: 'The state of things does not allow it.',
  413: 'The body, or the memory it needs, is too large.',
  415: 'The body is of another kind.',
  422: 'The document is not valid: `errors` names every wrong field.',
  504: 'It was not finished in time.',
  507: 'There is no room left.',
  ...everywhere,
};

/** The OpenAPI 3.1 description of the service, made of its operations and of schemas/. */
export function openapiDocument() {
  const components = new Map<string, unknown>();
  const problem = {
    'application/problem+json': { schema: use({ $ref: 'problem-document.json' }, '', components) },
  };
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    paths[operation.path]![operation.method] = described(operation, components, problem);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relucent',
      version,
      description: 'Trains small ReLU networks with certificates. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: relucent keys add NAME.' },
      },
    },
  };
}

function described(operation: Operation, components: Map<string, unknown>, problem: object): object {
  const { id, summary, scope, parameters, body, answers, problems } = operation;
  const content = (of: Body) => contentOf(of, components);
  const good = Object.entries(answers).map(([status, answer]) => [
    status,
    { description: answer.description, ...(answer.body ? { content: content(answer.body) } : {}) },
  ]);
  const possible = new Set([...problems, ...(scope ? Object.keys(everywhere).map(Number) : [])]);
  const bad = [...possible]
    .sort()
    .map((status) => [status, { description: meanings[status], content: problem }]);
  return {
    operationId: id,
    summary,
    ...(scope ? { security: [{}, { key: [scope] }] } : { security: [] }),
    ...(parameters ? { parameters: parameters.map((one) => ({ ...one, required: one.in === 'path' })) } : {}),
    ...(body ? { requestBody: { required: true, content: content(body) } } : {}),
    responses: Object.fromEntries([...good, ...bad]),
  };
}

function contentOf(body: Body, components: Map<string, unknown>): object {
  if ('type' in body) {
    const text = body.type.startsWith('text/');
    return { [body.type]: text ? { schema: { type: 'string' } } : {} };
  }
  const { json } = body;
  const found = typeof json === 'string' ? { $ref: json } : json;
  return { 'application/json': { schema: use(found, '', components) } };
}

/** A schema with its references turned into components, which are added with all that they refer to. */
function use(node: unknown, home: string, components: Map<string, unknown>): unknown {
  if (Array.isArray(node)) return node.map((item) => use(item, home, components));
  if (node === null || typeof node !== 'object') return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    // The last one is a keyword of our own, about tags that no schema lists.
    if (key === '$id' || key === '$schema' || key === 'otherMapping') continue;
    if (key === '$ref') copy[key] = component(String(value), home, components);
    else if (key === 'mapping') {
      const mapped = Object.entries(value as Record<string, string>);
      copy[key] = Object.fromEntries(mapped.map(([tag, to]) => [tag, component(to, home, components)]));
    } else copy[key] = use(value, home, components);
  }
  return copy;
}

/** Where a reference from the schema `home` points to in the document. */
function component(reference: string, home: string, components: Map<string, unknown>): string {
  const [file, path = ''] = reference.split('#');
  const id = file ? posix.join(posix.dirname(home || '.'), file) : home;
  const name = id.replace(/\.json$/, '').replaceAll('/', '.');
  if (!components.has(name)) {
    // Entered before it is filled: schemas may refer to each other.
    components.set(name, {});
    components.set(name, use(schema(id) as JsonSchema, id, components));
  }
  return `#/components/schemas/${name}${path}`;
}
