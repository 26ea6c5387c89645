import express, { type RequestHandler } from 'express';
import { httpProblem } from './problems.js';

const largestBody = 32 * 1024 * 1024;
/** No document nests deeper than 10; recursive readers of JSON fail at some thousands. */
const deepest = 64;

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

const parse = express.json({ limit: largestBody, strict: false, type: () => true });

const refuseDepth: RequestHandler = (request, _response, next) => {
  if (isDeeperThan(deepest, request.body)) {
    const detail = `arrays and objects may stand in each other ${deepest} levels deep at most`;
    throw httpProblem(400, 'too-deep', 'The body is nested too deeply', detail);
  }
  next();
};

/** Reads a JSON body of up to 32 MiB into `request.body`, any JSON value. */
export const jsonBody: RequestHandler[] = [requireJson, parse, refuseDepth];

function isDeeperThan(levels: number, value: unknown): boolean {
  const pending = [{ value, level: 0 }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    if (item.value === null || typeof item.value !== 'object') continue;
    if (item.level === levels) return true;
    for (const inner of Object.values(item.value)) {
      if (typeof inner === 'object') pending.push({ value: inner, level: item.level + 1 });
    }
  }
  return false;
}
