/**
 * The people of the installation, for those who look after it: who they are and how they come in, not what they wrote.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { NotFound } from '#platform/errors.ts';
import { isUuid } from '#platform/ids.ts';
import { requireOperator } from '#platform/operator.ts';
import type { Instant } from '#platform/time.ts';
import { listWaysIn } from './connect-identity.ts';

export type PersonLine = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  administrator: boolean;
  blockedAt: Instant | null;
  createdAt: Instant;
};

const PAGE = 50;

/**
 * Those whose name or address has `q` in it, by address, 50 at a time from `page` 1.
 * @throws NotFound and Forbidden for all but administrators
 */
export async function listPeople(
  ctx: Ctx,
  { q = '', page = 1 }: { q?: string; page?: number },
): Promise<{ people: PersonLine[]; total: number; hasMore: boolean }> {
  requireOperator(ctx);
  const found = ctx.db
    .selectFrom('users')
    .$if(q !== '', (query) =>
      query.where((eb) => eb.or([eb('name', 'ilike', containing(q)), eb('email', 'ilike', containing(q))])),
    );
  const { total } = await found.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await found
    .select(['id', 'name', 'email', 'emailVerified', 'administrator', 'blockedAt', 'createdAt'])
    .orderBy('email')
    .offset((page - 1) * PAGE)
    .limit(PAGE + 1)
    .execute();
  return { people: rows.slice(0, PAGE), total: Number(total), hasMore: rows.length > PAGE };
}

export type PersonDetail = PersonLine & {
  twoFactorEnabled: boolean;
  hasPassword: boolean;
  services: string[];
  passkeys: { name: string; createdAt: Instant }[];
  apiKeys: { name: string; prefix: string; lastUsedAt: Instant | null }[];
  sessions: { userAgent: string; startedAt: Instant; lastUsedAt: Instant; strong: boolean }[];
  organizers: { slug: string; name: string; role: string }[];
  signIns: { at: Instant; way: string; outcome: string; network: string }[];
};

/** One of them. @throws NotFound; NotFound and Forbidden for all but administrators */
export async function getPerson(ctx: Ctx, id: string): Promise<PersonDetail> {
  requireOperator(ctx);
  const { db, now } = ctx;
  const columns = [
    'id',
    'name',
    'email',
    'emailVerified',
    'administrator',
    'blockedAt',
    'createdAt',
    'twoFactorEnabled',
  ] as const;
  const person = isUuid(id)
    ? await db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst()
    : undefined;
  if (!person) throw new NotFound('not_found.person');
  const { password, identities } = await listWaysIn(ctx, id);
  const sessions = await db
    .selectFrom('authSessions')
    .select(['userAgent', 'createdAt as startedAt', 'updatedAt as lastUsedAt', 'strong'])
    .where('userId', '=', id)
    .where('expiresAt', '>', timestamp(now))
    .orderBy('updatedAt', 'desc')
    .limit(50)
    .execute();
  const organizers = await db
    .selectFrom('organizerMembers as m')
    .innerJoin('organizers as o', 'o.id', 'm.organizerId')
    .select(['o.slug', 'o.name', 'm.role'])
    .where('m.userId', '=', id)
    .orderBy('o.name')
    .execute();
  const passkeys = await db
    .selectFrom('passkeys')
    .select([sql<string>`coalesce(name, '')`.as('name'), 'createdAt'])
    .where('userId', '=', id)
    .orderBy('createdAt')
    .execute();
  return {
    ...person,
    hasPassword: password,
    services: identities.map(({ provider }) => provider),
    passkeys,
    apiKeys: await db
      .selectFrom('apiKeys')
      .select(['name', 'prefix', 'lastUsedAt'])
      .where('userId', '=', id)
      .orderBy('id')
      .execute(),
    sessions: sessions.map((session) => ({ ...session, userAgent: session.userAgent ?? '' })),
    organizers,
    signIns: await db
      .selectFrom('signIns')
      .select(['at', 'way', 'outcome', 'network'])
      .where('userId', '=', id)
      .orderBy('id', 'desc')
      .limit(20)
      .execute(),
  };
}
