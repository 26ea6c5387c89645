import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '../client/client.js';
import { RequestFailed } from '../client/request-failed.js';
import { inputError } from '../core/errors.js';
import type { ComparisonResult } from '../core/generated/documents.js';
import { startService } from '../server/start.js';
import { exitCode } from './exit-codes.js';
import { ladderTable } from './ladder-table.js';
import { requireWritable } from './output-file.js';
import { progressDisplay } from './progress-display.js';
import { readDocument } from './read-document.js';

const bundled = fileURLToPath(new URL('../../examples/boxes-2d.json', import.meta.url));

/**
 * `relucent demo`: starts the service on a free port, posts a comparison, follows it, prints its ladder and writes
 * the report. Everything but the report is removed afterwards. Returns the exit code; throws InputError.
 */
export async function demo(options: { readonly spec?: string; readonly report: string }): Promise<number> {
  const document = readDocument(options.spec ?? bundled, []);
  if (document.kind !== 'comparison')
    throw inputError('/compare', 'is required: the demo shows a comparison');
  requireWritable(options.report, '--report');
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-demo-'));
  const service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir,
    logger: { info: () => {}, warn: console.error, error: console.error },
  });
  const display = progressDisplay();
  try {
    console.log(`service at ${service.url}`);
    const client = createClient({ url: service.url });
    const { id } = await client.createJob(document.comparison);
    const job = await client.waitForJob(id, display.update).finally(display.stop);
    if (job.status !== 'succeeded')
      throw new RequestFailed(job.problem?.detail ?? `the job ended ${job.status}`);

    const result = (await client.getResult(id)) as ComparisonResult;
    writeFileSync(options.report, await client.getReport(id));
    console.log(`\n${result.name ?? 'Comparison'}, ${result.timing['total']!.toFixed(1)} s\n`);
    console.log(ladderTable(result.ladder));
    console.log(`\nOpen ${options.report} to see the decision boundaries and what each number means.`);
    return exitCode.ok;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    console.error(error.message);
    return exitCode.noNetwork;
  } finally {
    await service.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
