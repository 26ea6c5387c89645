import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Session } from '../database/database.js';

/** What a key allows: to look, to run and delete jobs and datasets, to change the plugins of everybody. */
export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly revokedAt?: string;
}

const format = /^rlc_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/**
 * Makes a key. Its text, `rlc_<id>_<256 random bits>`, is returned here only: of the secret a SHA-256 is kept, which
 * is enough for a secret that nobody can guess.
 */
export async function createKey(
  session: Session,
  name: string,
  allowed: readonly Scope[],
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const createdAt = new Date().toISOString();
  await session.query(
    'insert into api_keys (id, name, scopes, secret_sha256, created_at) values ($1, $2, $3, $4, $5)',
    id,
    name,
    allowed.join(' '),
    sha256(secret).toString('hex'),
    createdAt,
  );
  return { key: { id, name, scopes: allowed, createdAt }, text: `rlc_${id}_${secret}` };
}

/** The key with this text; nothing when there is none, or it was revoked. */
export async function findKey(session: Session, text: string): Promise<ApiKey | undefined> {
  const [, id, secret] = format.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const [row] = await session.query<KeyRow>('select * from api_keys where id = $1', id);
  if (!row || row.revoked_at !== null) return undefined;
  return timingSafeEqual(sha256(secret), Buffer.from(row.secret_sha256, 'hex')) ? keyOf(row) : undefined;
}

export async function listKeys(session: Session): Promise<ApiKey[]> {
  return (await session.query<KeyRow>('select * from api_keys order by created_at, id')).map(keyOf);
}

/** From now on the key opens nothing. False when there is no such key, or it was revoked before. */
export async function revokeKey(session: Session, id: string): Promise<boolean> {
  const rows = await session.query(
    'update api_keys set revoked_at = $2 where id = $1 and revoked_at is null returning id',
    id,
    new Date().toISOString(),
  );
  return rows.length > 0;
}

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly secret_sha256: string;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

function keyOf({ id, name, scopes: allowed, created_at, revoked_at }: KeyRow): ApiKey {
  return {
    id,
    name,
    scopes: allowed.split(' ') as Scope[],
    createdAt: created_at,
    ...(revoked_at === null ? {} : { revokedAt: revoked_at }),
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
