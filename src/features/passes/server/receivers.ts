/** What passes add to what others do: whoever is told of a ticket that lets in gets it with the mail. */
import { addToNotices, type AdditionWish } from '#features/messages/server/make-additions.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale } from '#platform/i18n/translate.ts';
import type { Attachment } from '#platform/mail/attachments.ts';
import { getPasses } from './queries.ts';
import { renderTickets } from './render-tickets.ts';

addToNotices('tickets', ['order-placed', 'order-confirmation', 'ticket-transferred'], async (ctx, wish) => ({ attachments: await attachTickets(ctx, wish) }));

/**
 * All tickets of the order that are its buyer's, or the one that the mail is about; none where they do not let in yet, as before a bank transfer
 * has arrived. What was passed on has a new code, which goes to its holder alone, however late the buyer is sent their confirmation again.
 */
async function attachTickets(ctx: Ctx, { orderId, ticketId, locale }: AdditionWish): Promise<Attachment[]> {
  const scope = await systemOrderScope(ctx, orderId);
  const passes = (await getPasses(ctx, scope)).passes.filter(({ id, transferredAt, attendeeEmail }) => (ticketId === null ? transferredAt === null : id === ticketId && attendeeEmail !== ''));
  const [first] = passes;
  if (!first) return [];
  const numbers = passes.map(({ number }) => number);
  const { pdf, fileName } = await renderTickets(ctx, scope, { locale: knownLocale(locale), ...(ticketId === null ? { numbers } : { number: first.number }) });
  return [{ fileName, contentType: 'application/pdf', bytes: Buffer.from(pdf) }];
}
