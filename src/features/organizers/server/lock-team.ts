/** One change of a team at a time. */
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { OrganizerRole } from '../organizer.ts';
import type { OrganizerScope } from './policy.ts';

export type Teammate = { userId: string; name: string; role: OrganizerRole; allEvents: boolean };

/**
 * Holds the organizer until the transaction ends, so that two who leave at once wait for each other; answers its team.
 * @throws NotFound when it went away
 */
export async function lockTeam(ctx: Ctx, { organizerId }: Pick<OrganizerScope, 'organizerId'>): Promise<Teammate[]> {
  const organizer = await ctx.db
    .selectFrom('organizers')
    .select('id')
    .where('id', '=', organizerId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!organizer) throw new NotFound('not_found.organizer_gone');
  const rows = await ctx.db
    .selectFrom('organizerMembers')
    .innerJoin('users', 'users.id', 'organizerMembers.userId')
    .select(['users.id as userId', 'users.name', 'organizerMembers.role', 'organizerMembers.allEvents'])
    .where('organizerMembers.organizerId', '=', organizerId)
    .orderBy('users.id')
    .execute();
  return rows.map((row) => ({ ...row, role: row.role as OrganizerRole }));
}

/** The member with that id. @throws NotFound for everybody else, whether there is such a person or not */
export function teammate(team: Teammate[], userId: string): Teammate {
  const found = team.find((one) => one.userId === userId);
  if (!found) throw new NotFound('not_found.member');
  return found;
}
