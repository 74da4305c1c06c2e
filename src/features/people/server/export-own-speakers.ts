/** Where somebody speaks, for themselves. */
import { sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { personalNames } from '#platform/records/field.ts';
import type { Ctx } from '#platform/ctx.ts';

/** What events keep of the speaker with that address. */
export async function exportOwnSpeakers(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('speakers as s')
    .innerJoin('events as e', 'e.id', 's.eventId')
    .select(['e.name as event', ...personalNames(SPEAKER_FIELDS).map((name) => `s.${name}` as const), 's.updatedAt'])
    .select(({ selectFrom }) =>
      selectFrom('sessionSpeakers as p')
        .innerJoin('sessions as x', 'x.id', 'p.sessionId')
        .whereRef('p.speakerId', '=', 's.id')
        .select(sql<string[]>`coalesce(array_agg(x.title order by x.id), '{}')`.as('titles'))
        .as('sessions'),
    )
    .where(sql<boolean>`lower(s.email) = lower(${email})`)
    .orderBy('s.id')
    .execute();
  return withIsoInstants(rows, 'updatedAt');
}
