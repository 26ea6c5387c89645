import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, Router } from 'express';
import { inputError } from '../../core/errors.js';
import type { DatasetDocument } from '../../core/generated/documents.js';
import { type Contents, formatOf, type UploadFormat, uploadFormats } from '../../data/sources/describe.js';
import type { Dataset } from '../../jobs/datasets/datasets.js';
import { oneAtATime } from '../../jobs/one-at-a-time.js';
import { inProcess } from '../in-process.js';
import { badParameter, httpProblem } from '../problems.js';
import type { Service } from '../service.js';

const describeProcess = new URL('../describe-process.js', import.meta.url);
const longestName = 200;
/** A sender may pause so long. */
const pauseMs = 30_000;
const megabyte = 2 ** 20;

/**
 * POST /v1/datasets?name=&format= takes a file as its body, streams it to disk, reads it and keeps it: 201, or 200 when
 * it is there already. GET and DELETE /v1/datasets/{id}, GET /v1/datasets.
 */
export function datasets({ datasets, contents, config, solveSeconds }: Service): Router {
  const inTurn = oneAtATime();
  const router = Router();

  router.post('/v1/datasets', async (request, response) => {
    const name = nameOf(request);
    const wanted = wantedFormat(request);
    refuseEncoding(request);
    const path = await contents.draft();
    try {
      const { bytes, sha256 } = await receive(request, path, config.uploadMb * megabyte);
      const format = wanted ?? (await sniffed(path));
      const label = name ?? 'the file';
      // One at a time: each is read as a whole.
      const description = await inTurn('', () =>
        inProcess<Contents>(
          describeProcess,
          { path, format, name: label },
          solveSeconds,
          `reading it may take ${solveSeconds} s`,
        ),
      );
      const named = name === undefined ? {} : { name };
      const { dataset, added } = await datasets.add({ path, format, bytes, sha256, description, ...named });
      const document = datasetDocument(dataset);
      response
        .status(added ? 201 : 200)
        .location(document.links['self']!)
        .json(document);
    } finally {
      await rm(path, { force: true });
    }
  });
  router.get('/v1/datasets', async (_request, response) => {
    response.json({ datasets: (await datasets.list()).map(datasetDocument) });
  });
  router.get('/v1/datasets/:id', async (request, response) => {
    response.json(datasetDocument(await datasets.get(request.params.id)));
  });
  router.delete('/v1/datasets/:id', async (request, response) => {
    await datasets.remove(request.params.id);
    response.status(204).end();
  });
  return router;
}

function datasetDocument(dataset: Dataset): DatasetDocument {
  return { ...dataset, links: { self: `/v1/datasets/${dataset.id}` } };
}

function nameOf(request: Request): string | undefined {
  const { name } = request.query;
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || name.length === 0 || name.length > longestName) {
    throw badParameter('name', `must be given once, with 1 to ${longestName} characters`);
  }
  return name;
}

function wantedFormat(request: Request): UploadFormat | undefined {
  const { format } = request.query;
  if (format === undefined) return undefined;
  const found = uploadFormats.find((known) => known === format);
  if (!found) throw badParameter('format', 'is no format that can be uploaded', [...uploadFormats]);
  return found;
}

function refuseEncoding(request: Request): void {
  if (request.get('Content-Encoding') !== undefined) {
    throw httpProblem(415, 'encoding', 'The body is compressed', 'send the bytes of the file as they are');
  }
  if (request.is('multipart/*')) {
    const detail = 'send the file itself as the body, not a form';
    throw httpProblem(415, 'content-type', 'The body is a form', detail);
  }
}

/** Streams the body to a file, hashing on the way. */
async function receive(
  request: Request,
  path: string,
  limit: number,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const tooLarge = () =>
    httpProblem(413, 'too-large', 'The file is too large', `at most ${limit / megabyte} MB are taken`);
  if (Number(request.get('Content-Length') ?? 0) > limit) throw tooLarge();
  const hash = createHash('sha256');
  let bytes = 0;
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), pauseMs);
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge());
      else done(null, chunk);
    },
  });
  // The pipeline destroys what it reads when it fails, and the request must live to be answered.
  const body = request.pipe(new PassThrough());
  request.once('aborted', () =>
    body.destroy(httpProblem(400, 'aborted', 'The request was broken off', 'send all of it')),
  );
  try {
    await pipeline(body, measure, createWriteStream(path, { mode: 0o600 }), { signal: slow.signal });
  } catch (error) {
    if (!slow.signal.aborted) throw error;
    throw httpProblem(
      408,
      'too-slow',
      'The request did not arrive in time',
      `nothing came for ${pauseMs / 1000} s`,
    );
  } finally {
    clearTimeout(timer);
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function sniffed(path: string): Promise<UploadFormat> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const format = formatOf(buffer.subarray(0, bytesRead));
    if (format) return format;
  } finally {
    await file.close();
  }
  throw inputError('', 'the file is empty, or of no format that is read here', [...uploadFormats]);
}
