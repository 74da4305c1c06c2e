/** Changing one session. */
import type { Updateable } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { Sessions } from '../../../../db/types.ts';
import type { SessionChange } from './inputs.ts';
import { sessionsModified } from './signals.ts';

/**
 * Changes what is given of the session with that number. What calendars show (time, place, state) counts its sequence
 * up, so that clients replace their copy. A change to what is already so writes nothing and announces nothing.
 * @throws NotFound for an unknown session; Invalid where the end is not after the start or the room is unknown
 */
export async function updateSession(ctx: Ctx, scope: EventScope, input: { number: number; change: SessionChange }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const session = await ctx.db
      .selectFrom('sessions')
      .selectAll()
      .where('eventId', '=', scope.eventId)
      .where('number', '=', input.number)
      .forUpdate()
      .executeTakeFirst();
    if (!session) throw new NotFound(`There is no session ${input.number} in this event`);
    const { room, startsAt = session.startsAt, endsAt = session.endsAt, ...texts } = input.change;
    if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
      throw new Invalid('A session ends after it starts', [{ where: 'endsAt', message: 'Choose an end after the start' }]);
    }
    const roomId = room === undefined ? session.roomId : await roomIdOf(ctx, scope, room);
    const moved = startsAt !== session.startsAt || endsAt !== session.endsAt || roomId !== session.roomId;
    const newState = texts.state !== undefined && texts.state !== session.state;
    const reworded = (Object.keys(texts) as (keyof typeof texts)[]).some((name) => texts[name] !== session[name]);
    if (!moved && !reworded) return;
    const values: Updateable<Sessions> = {
      ...texts,
      startsAt: asDate(startsAt),
      endsAt: asDate(endsAt),
      roomId,
      sequence: session.sequence + (moved || newState ? 1 : 0),
      updatedAt: new Date(ctx.now),
    };
    await ctx.db.updateTable('sessions').set(values).where('id', '=', session.id).execute();
    await sessionsModified.announce(ctx, 'sessions', { eventId: scope.eventId, numbers: [input.number] });
  });
}

async function roomIdOf(ctx: Ctx, scope: EventScope, number: number | null): Promise<number | null> {
  if (number === null) return null;
  const room = await ctx.db.selectFrom('rooms').select('id').where('eventId', '=', scope.eventId).where('number', '=', number).executeTakeFirst();
  if (!room) throw new Invalid(`There is no room ${number} in this event`, [{ where: 'room', message: 'Choose a room of this event' }]);
  return room.id;
}

function asDate(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
