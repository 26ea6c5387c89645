import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress, lookupPublic } from './public-address.js';

const timeoutMs = 10_000;
const longestUrl = 2000;

export interface Delivery {
  readonly url: string;
  /** The same for all attempts, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly body: string;
  readonly secret: string;
  readonly allowPrivate: boolean;
}

/** What is wrong with an address for webhooks; nothing when it can be used. */
export function refusal(url: string, allowPrivate: boolean): string | undefined {
  if (url.length > longestUrl) return `must have at most ${longestUrl} characters`;
  if (!URL.canParse(url)) return 'must be an absolute URL';
  const { protocol, username, password, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must start with https:// or http://';
  if (username || password) return 'must not carry a user name or password';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && (host === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host)))) {
    return `${host} is no public address`;
  }
  return undefined;
}

/**
 * Posts a body with the headers of the Standard Webhooks specification: webhook-id, webhook-timestamp and
 * webhook-signature, `v1,` and the base64 HMAC-SHA256 of "id.timestamp.body" under the secret. Redirects are not
 * followed. Throws an Error unless the answer is a 2xx within 10 s.
 */
export async function deliver({ url, id, body, secret, allowPrivate }: Delivery): Promise<void> {
  const wrong = refusal(url, allowPrivate);
  if (wrong !== undefined) throw new Error(wrong);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = send(url, {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    ...(allowPrivate ? {} : { lookup: lookupPublic }),
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'relucent',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  // Nobody reads what it says.
  answer.destroy();
  const status = answer.statusCode ?? 0;
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}
