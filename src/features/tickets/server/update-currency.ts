/** The one currency of an event. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { changeDigits, TICKET_LIMITS } from '../ticket.ts';
import { lockShop } from './lock-shop.ts';
import { ticketsModified } from './signals.ts';

/**
 * Changes the currency in which an event asks for money. Prices keep their number: 12 stays 12, whatever it was in
 * before, so their minor units change where the currencies have other decimals. @throws Invalid where a price has
 * decimals that the new currency lacks, or would become too large, and where there are prices and `keepNumbers` does
 * not say that this is known
 */
export async function updateCurrency(
  ctx: Ctx,
  scope: EventScope,
  input: { currency: string; keepNumbers: boolean },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockShop(ctx, scope);
    const { currency: before } = await ctx.db
      .selectFrom('events')
      .select('currency')
      .where('id', '=', eventId)
      .executeTakeFirstOrThrow();
    if (before === input.currency) return;
    const priced = await findPriced(ctx, scope);
    if (priced.length > 0 && !input.keepNumbers) {
      throw new Invalid('invalid.priced', [problem('keepNumbers', 'field.keep_numbers', { count: priced.length })]);
    }
    const converted = convertPrices(priced, before, input.currency);
    await updateEvent(ctx, scope, { currency: input.currency });
    await writePrices(ctx, converted);
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'event.currency',
      subject: `currency of ${scope.slug}`,
      before: { currency: before },
      after: { currency: input.currency },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}

type Priced = { id: number; name: string; priceMinor: number; suggestedMinor: number | null };
type Converted = Priced & { price: number; suggested: number | null };

function findPriced(ctx: Ctx, { eventId }: EventScope): Promise<Priced[]> {
  return ctx.db
    .selectFrom('ticketTypes')
    .select(['id', 'name', 'priceMinor', 'suggestedMinor'])
    .where('eventId', '=', eventId)
    .where('kind', '!=', 'free')
    .orderBy('number')
    .execute();
}

/** The same numbers in the other currency. @throws Invalid where one cannot be written in it, or is too large there */
function convertPrices(priced: readonly Priced[], before: string, currency: string): Converted[] {
  const fits = (minor: number | null | undefined): boolean =>
    minor !== undefined && (minor === null || minor <= TICKET_LIMITS.priceMinor);
  const converted = priced.map((type) => ({
    ...type,
    price: changeDigits(type.priceMinor, before, currency),
    suggested: type.suggestedMinor === null ? null : changeDigits(type.suggestedMinor, before, currency),
  }));
  const stuck = converted.filter(({ price, suggested }) => !fits(price) || !fits(suggested));
  if (stuck.length > 0) {
    const names = stuck.slice(0, 5).map(({ name }) => name);
    throw new Invalid(
      'invalid.prices_exact',
      [problem('currency', 'field.change_first', { names: names.join(', ') })],
      {
        currency,
      },
    );
  }
  return converted as Converted[];
}

async function writePrices(ctx: Ctx, converted: readonly Converted[]): Promise<void> {
  const moved = converted.filter(
    ({ price, priceMinor, suggested, suggestedMinor }) => price !== priceMinor || suggested !== suggestedMinor,
  );
  if (moved.length === 0) return;
  const [ids, prices, suggestions] = [
    moved.map(({ id }) => id),
    moved.map(({ price }) => price),
    moved.map(({ suggested }) => suggested),
  ];
  await sql`update ticket_types as t
    set price_minor = m.price, suggested_minor = m.suggested, updated_at = ${new Date(ctx.now)}
    from unnest(${ids}::bigint[], ${prices}::bigint[], ${suggestions}::bigint[]) as m(id, price, suggested)
    where t.id = m.id`.execute(ctx.db);
}
