/** What, when and where: the first step of the wizard, and the page on which it is edited later. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { basicsFields } from '../event-form.ts';
import { readTimes } from '../event-time.ts';
import type { BasicsForm } from './inputs.ts';
import { lockEvent } from './lock-event.ts';
import type { EventScope } from './policy.ts';
import { type BasicsView, getBasics } from './load-managed-event.ts';
import { updateEvent } from './write-event.ts';

/**
 * Saves the form; gives the event's scope, whose slug may be another now. Times that read as before stay the instants
 * that they were, to the second. A change to what is already so writes nothing and announces nothing.
 * @throws Invalid where the end is not after the start, the address is another event's, or tickets have prices in the
 * old currency
 */
export async function updateBasics(ctx: Ctx, scope: EventScope, input: BasicsForm): Promise<EventScope> {
  return transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const known = await getBasics(ctx, scope);
    const times = timesOf(known, input, ctx.now);
    const { type = known.type, topic = known.topic } = input;
    const { name, subtitle, slug, timeZone, locationName, city, mapLink, onlineUrl, description, currency } = input;
    if (slug !== known.slug) await moveAddress(ctx, scope, slug);
    if (currency !== known.currency) await checkPrices(ctx, scope, known.currency);
    const place = { latitude: mapLink?.latitude ?? null, longitude: mapLink?.longitude ?? null };
    const values = {
      name,
      subtitle,
      type,
      topic,
      timeZone,
      locationName,
      city,
      ...place,
      onlineUrl,
      description,
      currency,
    };
    await updateEvent(ctx, scope, {
      ...values,
      startsAt: new Date(times.startsAt),
      endsAt: new Date(times.endsAt),
      ...(slug === known.slug ? {} : { slug }),
    });
    const [before, after] = [basicsFields(known), basicsFields({ ...values, slug, ...times })];
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: scope.eventId,
      action: 'event.update',
      subject: `event ${slug}: ${name}`,
      before,
      after,
    });
    return { ...scope, slug };
  });
}

/**
 * An instant that the form cannot say, such as the second 02:30 of a night in autumn, stays where its field is left
 * alone.
 */
function timesOf(known: BasicsView, input: BasicsForm, now: number): { startsAt: number; endsAt: number } {
  const read = readTimes(input, now);
  if (!read) throw new Invalid('invalid.times', [problem('starts', 'field.local_time')]);
  const shown = basicsFields(known);
  const sameZone = input.timeZone === known.timeZone;
  const startsAt = sameZone && input.starts === shown.starts ? known.startsAt : read.startsAt;
  const endsAt = sameZone && input.ends === shown.ends ? known.endsAt : read.endsAt;
  if (endsAt <= startsAt) throw new Invalid('invalid.event_ends_first', [problem('ends', 'field.end_after_start')]);
  return { startsAt, endsAt };
}

/** The old address of an event that was public leads to the new one from then on. */
async function moveAddress(ctx: Ctx, { eventId }: EventScope, slug: string): Promise<void> {
  const { db } = ctx;
  const other =
    (await db
      .selectFrom('events')
      .select('id')
      .where('slug', '=', slug)
      .where('id', '!=', eventId)
      .executeTakeFirst()) ??
    (await db
      .selectFrom('formerAddresses')
      .select('eventId')
      .where('slug', '=', slug)
      .where('eventId', '!=', eventId)
      .executeTakeFirst());
  if (other) throw new Invalid('invalid.address_taken', [problem('slug', 'field.address_used', { slug })], { slug });
  await db.deleteFrom('formerAddresses').where('slug', '=', slug).execute();
  const known = await db
    .selectFrom('events')
    .select(['slug', 'publishedAt'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  if (known.publishedAt !== null)
    await db
      .insertInto('formerAddresses')
      .values({ slug: known.slug, eventId })
      .onConflict((same) => same.column('slug').doNothing())
      .execute();
}

async function checkPrices(ctx: Ctx, { eventId }: EventScope, currency: string): Promise<void> {
  const priced = await ctx.db
    .selectFrom('ticketTypes')
    .select('name')
    .where('eventId', '=', eventId)
    .where('kind', '!=', 'free')
    .limit(1)
    .executeTakeFirst();
  if (priced)
    throw new Invalid('invalid.currency_priced', [
      problem('currency', 'field.currency_priced', { name: priced.name, currency }),
    ]);
}
