import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../core/errors.js';
import { replaceDurably, syncFolder } from '../jobs/durable-file.js';
import type { Logger } from '../jobs/logger.js';
import { oneAtATime } from '../jobs/one-at-a-time.js';
import type { Registry } from '../plugins/registry.js';
import {
  type RegularizerPlugin,
  regularizerFromDefinition,
  trustedRegularizer,
} from '../plugins/regularizer.js';
import type { RegularizerCheck } from '../plugins/regularizer-check/report.js';
import { readDefinition } from '../plugins/regularizer-definition.js';
import { httpProblem } from './problems.js';

/** So many may be registered at a time. */
const most = 500;

/** The regularizers that were sent to this service. */
export interface Regularizers {
  /** Checks a definition, keeps it and lets specs name it. Throws InputError, RegularizerRefused and HttpProblem. */
  register(value: unknown): Promise<RegularizerPlugin>;
  /** Throws HttpProblem where there is none of that name. Jobs that were sent before carry what they need. */
  remove(name: string): Promise<void>;
  /** Throws HttpProblem where there is none of that name, built in or registered. */
  get(name: string): RegularizerPlugin;
}

/** What is kept of each, in a file of its own. */
interface Kept {
  readonly definition: unknown;
  readonly check: RegularizerCheck;
}

/** Opens the folder of registered regularizers and puts them into the registry. One that is no longer valid is left out. */
export async function openRegularizers(
  dataDir: string,
  registry: Registry,
  logger: Logger,
): Promise<Regularizers> {
  const folder = join(dataDir, 'plugins', 'regularizers');
  const fileOf = (name: string) => join(folder, `${name}.json`);
  const inTurn = oneAtATime();
  for (const file of await filesOf(folder)) {
    try {
      const { definition, check } = JSON.parse(await readFile(join(folder, file), 'utf8')) as Kept;
      registry.register(await trustedRegularizer(readDefinition(definition), check));
    } catch (error) {
      logger.warn(`the regularizer of ${file} is left out: ${(error as Error).message}`);
    }
  }

  const registered = () => registry.list('regularizer').filter(({ definition }) => definition !== undefined);
  const get = (name: string): RegularizerPlugin => {
    const found = registry.list('regularizer').find((plugin) => plugin.name === name);
    if (!found) throw httpProblem(404, 'not-found', 'Not found', `there is no regularizer "${name}"`);
    return found;
  };

  return {
    get,
    register: (value) =>
      inTurn('register', async () => {
        const definition = readDefinition(value);
        const { name } = definition;
        if (registry.list('regularizer').some((plugin) => plugin.name === name)) {
          throw httpProblem(409, 'conflict', 'Conflict', `there is a regularizer "${name}" already`);
        }
        if (registered().length >= most) {
          throw inputError('', `${most} regularizers are registered already: delete one that is not needed`);
        }
        const plugin = await regularizerFromDefinition(definition);
        const kept: Kept = { definition, check: plugin.check! };
        await mkdir(folder, { recursive: true });
        await replaceDurably(fileOf(name), JSON.stringify(kept));
        registry.register(plugin);
        return plugin;
      }),
    remove: (name) =>
      inTurn('register', async () => {
        if (!get(name).definition) {
          const detail = `"${name}" comes with Relucent: only what was registered can be deleted`;
          throw httpProblem(409, 'conflict', 'Conflict', detail);
        }
        await rm(fileOf(name), { force: true });
        await syncFolder(folder);
        registry.remove('regularizer', name);
      }),
  };
}

/** None where the folder is not there yet. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
