/**
 * Prepared statements: what is asked again is parsed once for each connection and, where PostgreSQL finds that one plan
 * serves all values, planned once.
 */
import { hash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';

/** A text is prepared when it is asked for the second time: long lists and bulk values often come only once. */
const WORTH_IT = 2;

/** The most texts of which a process knows how often they came. */
const MOST_TEXTS = 2000;

/** Longer texts are bulk values, which hardly come twice; in characters. */
const LONGEST_TEXT = 10_000;

/** The most statements that a connection keeps; with one more it is replaced by a new one. */
const MOST_PREPARED = 500;

/** What PostgreSQL plans. Several statements in one text cannot be prepared, and `begin` needs no plan. */
const PLANNED = /^\s*(?:select|insert|update|delete|with)\b[^;]*$/i;

type Known = { name: string; asked: number };

/** Counted up where a table changed under prepared statements, so that all of them are prepared anew. */
let generation = 0;

/**
 * Whether a statement failed since the table that it reads changed after it was prepared. The same once more succeeds,
 * in a new transaction where it was in one.
 */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '0A000' && message === 'cached plan must not change result type';
}

/** The pool, as Kysely uses it, with statements prepared by a name that follows from their text. */
export function preparing(pool: pg.Pool): PostgresPool {
  const known = new LRUCache<string, Known>({ max: MOST_TEXTS });
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const nameOf = (text: string): string | undefined => {
    if (text.length > LONGEST_TEXT || !PLANNED.test(text)) return undefined;
    const found = known.get(text);
    if (!found) known.set(text, { name: hash('sha256', text, 'base64url').slice(0, 22), asked: 1 });
    else if (found.asked < WORTH_IT) found.asked += 1;
    return found?.asked === WORTH_IT ? `${found.name}_${generation}` : undefined;
  };
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const prepared = clients.get(client) ?? preparingClient(client, nameOf);
      clients.set(client, prepared);
      return prepared;
    },
  };
}

function preparingClient(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  const names = new Set<string>();
  const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    const name = nameOf(text);
    if (name === undefined) return client.query(text, values as unknown[]);
    names.add(name);
    try {
      return await client.query({ name, text, values: values as unknown[] });
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      generation += 1;
      // In a transaction, which is over with this, whoever opened it begins again.
      return client.query(text, values as unknown[]).catch(() => Promise.reject(error));
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    ...('processID' in client ? { processID: client.processID as number } : {}),
    release: (destroy) => client.release(destroy || names.size > MOST_PREPARED),
  };
}
