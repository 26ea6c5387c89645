import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../../examples/', import.meta.url);

/** A bundled document that a user can start from. */
export interface Example {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  /** Reads a file, and so cannot be posted as it stands. */
  readonly needsFile: boolean;
  readonly document: unknown;
}

interface AnyDocument {
  readonly compare?: AnyDocument;
  readonly name?: string;
  readonly data?: { readonly source?: string };
}

/** The documents in examples/, those that need no file first. */
export async function readExamples(): Promise<Example[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const examples = await Promise.all(files.map(readExample));
  return examples.sort((one, other) => Number(one.needsFile) - Number(other.needsFile));
}

async function readExample(file: string): Promise<Example> {
  const document = JSON.parse(await readFile(new URL(file, folder), 'utf8')) as AnyDocument;
  const task = document.compare ?? document;
  const name = file.slice(0, -'.json'.length);
  return { name, title: task.name ?? name, needsFile: task.data?.source === 'file', document };
}
