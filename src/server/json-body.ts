import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { documentShape, hasDocumentShape } from '../core/json.js';
import { arrivesWithin } from './guards/arrival.js';
import { httpProblem } from './problems.js';

// Parsing holds the event loop for about 0.1 s a megabyte.
const largestBody = 16 * 1024 * 1024;
const longestArrivalMs = 120_000;

const requireJson: RequestHandler = (request, _response, next) => {
  const is = request.is(['json', '+json']);
  if (is === null) throw httpProblem(400, 'empty-body', 'The body is empty', 'send a JSON document');
  if (is === false) {
    const sent = request.get('Content-Type') ?? 'none';
    const detail = `Content-Type must be application/json, not ${sent.slice(0, 100)}`;
    throw httpProblem(415, 'content-type', 'The body is not JSON', detail);
  }
  next();
};

/** A decoder would put replacement characters where the bytes are broken, and a name would change unnoticed. */
function refuseBrokenText(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') {
    const detail = `JSON is sent as UTF-8, not ${encoding}`;
    throw httpProblem(415, 'content-type', 'The body has an unsupported encoding', detail);
  }
  if (!isUtf8(body)) {
    throw httpProblem(400, 'malformed-json', 'The body is not valid JSON', 'its bytes are not UTF-8');
  }
}

const parse = express.json({
  limit: largestBody,
  strict: false,
  type: () => true,
  verify: refuseBrokenText,
});

const refuseShape: RequestHandler = (request, _response, next) => {
  if (!hasDocumentShape(request.body)) {
    throw httpProblem(400, 'shape', 'The body is no document', documentShape);
  }
  next();
};

/** Reads a JSON body of up to 16 MiB of UTF-8 into `request.body`, any JSON value. */
export const jsonBody: RequestHandler[] = [requireJson, arrivesWithin(longestArrivalMs), parse, refuseShape];
