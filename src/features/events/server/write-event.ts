/** Writing the event itself, for the wizard, imports and the demo alike. */
import type { Insertable, Updateable } from 'kysely';
import type { Events } from '../../../../db/types.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anyDiffers } from '#platform/db/any-differs.ts';
import { transact } from '#platform/transact.ts';
import { hueOf, slugify } from '../event.ts';
import { type EventScope, systemEventScope } from './policy.ts';
import { currencyChanging, eventJsonModified, type EventMove, eventMoved } from './signals.ts';

type Decided = 'id' | 'organizerId' | 'slug' | 'hue' | 'version' | 'state' | 'publishedAt' | 'createdAt' | 'updatedAt';
export type NewEvent = Omit<Insertable<Events>, Decided> & { preferredSlug: string; hue?: number };
export type EventChange = Omit<Updateable<Events>, Exclude<Decided, 'slug' | 'hue'>>;

/**
 * Creates a draft. Its slug is `preferredSlug` or the next free one like it; its hue follows from the slug unless
 * chosen.
 */
export async function createEvent(ctx: Ctx, scope: OrganizerScope, input: NewEvent): Promise<EventScope> {
  return transact(ctx, async (ctx) => {
    const { preferredSlug, hue, ...values } = input;
    let created: { id: number } | undefined;
    while (!created) {
      const slug = await freeSlug(ctx, slugify(preferredSlug) || 'event');
      created = await ctx.db
        .insertInto('events')
        .values({ ...values, organizerId: scope.organizerId, slug, hue: hue ?? hueOf(slug) })
        .onConflict((taken) => taken.column('slug').doNothing())
        .returning('id')
        .executeTakeFirst();
    }
    const { id } = created;
    await eventJsonModified.announce(ctx, 'events', { eventId: id, change: 'created' });
    return systemEventScope(ctx, id);
  });
}

/** Changes what is given and leaves the rest. A change to what is already so writes nothing and announces nothing. */
export async function updateEvent(ctx: Ctx, scope: EventScope, change: EventChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await transact(ctx, async (ctx) => {
    const before = await findPlace(ctx, scope);
    if (change.currency !== undefined) await announceCurrency(ctx, scope, change.currency);
    const { numUpdatedRows } = await ctx.db
      .updateTable('events')
      .set(change)
      .where('id', '=', scope.eventId)
      .where(anyDiffers(change))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await eventJsonModified.announce(ctx, 'events', { eventId: scope.eventId, change: 'updated' });
    const after = await findPlace(ctx, scope);
    if (before && after && PLACE.some((field) => before[field] !== after[field]))
      await eventMoved.announce(ctx, 'events', { eventId: scope.eventId, before });
  });
}

const PLACE = ['startsAt', 'endsAt', 'timeZone', 'locationName', 'city'] as const;

/** When and where a published event takes place; of others nobody was told. */
async function findPlace(ctx: Ctx, { eventId }: EventScope): Promise<EventMove['before'] | undefined> {
  return ctx.db
    .selectFrom('events')
    .select(PLACE)
    .where('id', '=', eventId)
    .where('state', '=', 'published')
    .executeTakeFirst();
}

/** Whoever keeps amounts in the event's currency brings them along, or throws. */
async function announceCurrency(ctx: Ctx, { eventId }: EventScope, to: string): Promise<void> {
  const { currency: from } = await ctx.db
    .selectFrom('events')
    .select('currency')
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  if (from !== to) await currencyChanging.announce(ctx, 'events', { eventId, from, to });
}

/** Free as far as this transaction sees; another one may take it before the insertion. */
async function freeSlug(ctx: Ctx, preferred: string): Promise<string> {
  const like = `${preferred}%`;
  const former = ctx.db.selectFrom('formerAddresses').select('slug').where('slug', 'like', like);
  const rows = await ctx.db.selectFrom('events').select('slug').where('slug', 'like', like).unionAll(former).execute();
  const taken = new Set(rows.map((row) => row.slug));
  if (!taken.has(preferred)) return preferred;
  for (let n = 2; ; n += 1) if (!taken.has(`${preferred}-${n}`)) return `${preferred}-${n}`;
}
