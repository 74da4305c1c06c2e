/** What passes add to what others do: whoever is told of a ticket that lets in gets it with the mail. */
import { addToNotices, type AdditionRequest } from '#features/messages/server/make-additions.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale } from '#platform/i18n/translate.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import { getPasses } from './queries.ts';
import { renderPasses } from './render-tickets.ts';

addToNotices(
  'tickets',
  ['order-placed', 'order-confirmation', 'attendee-ticket', 'ticket-transferred'],
  async (ctx, request) => ({ attachments: await attachTickets(ctx, request) }),
);

/**
 * All tickets of the order that are its buyer's, or the one that the mail is about; none where they do not let in yet,
 * as before a bank transfer has arrived. What was passed on has a new code, which goes to its holder alone, however
 * late the buyer is sent their confirmation again.
 */
async function attachTickets(ctx: Ctx, { orderId, ticketId, locale, order }: AdditionRequest): Promise<Attachment[]> {
  const scope = await systemOrderScope(ctx, orderId);
  const found = await getPasses(ctx, scope, { order });
  const passes = found.passes.filter(({ id, transferredAt, attendeeEmail }) =>
    ticketId === null ? transferredAt === null : id === ticketId && attendeeEmail !== '',
  );
  if (passes.length === 0) return [];
  const { pdf, fileName } = await renderPasses(
    { ...found, passes },
    { locale: knownLocale(locale), number: ticketId === null ? undefined : passes[0]?.number },
  );
  return [{ fileName, contentType: 'application/pdf', bytes: Buffer.from(pdf) }];
}
