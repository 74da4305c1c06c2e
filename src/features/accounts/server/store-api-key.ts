/** The rows of API keys. What a key may do, the feature of API keys says. */
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { hashSecret } from './queries.ts';

export type KeyRow = {
  /** null: it belongs to the organizer. */
  userId: string | null;
  organizerId: number | null;
  eventIds: number[] | null;
  scopes: string[] | null;
  name: string;
  key: string;
  expiresAt: Instant | null;
};

/** Of the key itself no more is stored than its hash and its beginning. Gives its id. */
export async function insertApiKey({ db }: Ctx, { key, expiresAt, ...row }: KeyRow): Promise<number> {
  const { id } = await db
    .insertInto('apiKeys')
    .values({
      ...row,
      keyHash: hashSecret(key),
      prefix: key.slice(0, 10),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Notes that a key was used. */
export async function touchApiKey({ db, now }: Ctx, id: number): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({ lastUsedAt: new Date(now) })
    .where('id', '=', id)
    .execute();
}

/** Deletes one key of that person, or of that organizer itself, and gives its name; undefined where it is another's. */
export async function deleteApiKey(
  { db }: Ctx,
  id: number,
  owner: { userId: string } | { organizerId: number },
): Promise<string | undefined> {
  const gone = await db
    .deleteFrom('apiKeys')
    .where('id', '=', id)
    .where((eb) =>
      'userId' in owner
        ? eb('userId', '=', owner.userId)
        : eb.and([eb('userId', 'is', null), eb('organizerId', '=', owner.organizerId)]),
    )
    .returning('name')
    .executeTakeFirst();
  return gone?.name;
}
