/** Letting objects go: in the background, when and only when the change that let them go is committed. */
import type { Readable } from 'node:stream';
import type { Ctx } from '../ctx.ts';
import { FoyerError } from '../errors.ts';
import { enqueue } from '../jobs/jobs.ts';
import { transact } from '../transact.ts';
import { freshKey, type PutOptions, type Storage, type StoredMeta } from './storage.ts';

export const DISCARD_OBJECTS_QUEUE = 'discard_objects';

/** As many keys as one job deletes. */
const KEYS_PER_JOB = 200;
/** Whoever read the key just before the change still finds the object. */
const DELAY_MS = 60_000;

export type NewObject = PutOptions & { folder: string; fileName?: string; body: Uint8Array | Readable };
export type StoredObject = { key: string; meta: StoredMeta };

/**
 * Has objects deleted a minute after the caller's transaction has committed; when it rolls back they stay. The job is
 * written in that transaction, so it survives the process. Keys that are null are left out.
 */
export async function discardObjects(ctx: Ctx, keys: (string | null | undefined)[]): Promise<void> {
  const some = keys.filter((key) => typeof key === 'string');
  for (let start = 0; start < some.length; start += KEYS_PER_JOB)
    await enqueue(ctx, DISCARD_OBJECTS_QUEUE, { keys: some.slice(start, start + KEYS_PER_JOB) }, { delayMs: DELAY_MS });
}

/**
 * Stores an object under a fresh key, then lets `write` put that key into its table, in a transaction, and answer which
 * key stood there before (null for none): that one is let go with the commit. When `write` refuses, the new object is
 * removed. When nobody can say whether the commit happened it stays, and the sweep decides.
 * Call it outside a transaction: it waits for the store.
 */
export async function replaceObject<T>(
  ctx: Ctx,
  storage: Storage,
  { folder, fileName, body, ...options }: NewObject,
  write: (ctx: Ctx, stored: StoredObject) => Promise<{ before: string | null; result: T }>,
): Promise<T> {
  const key = freshKey(folder, fileName);
  const meta = await storage.put(key, body, options);
  try {
    return await transact(ctx, async (ctx) => {
      const { before, result } = await write(ctx, { key, meta });
      if (before !== key) await discardObjects(ctx, [before]);
      return result;
    });
  } catch (error) {
    if (error instanceof FoyerError) await storage.delete(key);
    throw error;
  }
}
