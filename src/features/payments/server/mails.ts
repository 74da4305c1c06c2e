/** What the organiser's people are written about money: what failed, and what somebody takes back. */
import { manageRoot } from '#features/events/wizard.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { listHolders } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatDay } from '#platform/dates.ts';
import { postMail } from '#platform/mailer.ts';
import { formatMoney } from '#platform/money.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';
import { nameMethod } from '../payment-form.ts';

/** Tells those who pay out that a refund did not reach its buyer, in the caller's transaction; of each refund once. */
export async function postRefundFailed(ctx: Ctx, scope: OrderScope, refundId: number): Promise<void> {
  const { failure, amountMinor, method } = await ctx.db
    .selectFrom('payments')
    .select(['failure', 'amountMinor', 'method'])
    .where('id', '=', refundId)
    .executeTakeFirstOrThrow();
  const about = await load(ctx, scope);
  const money = formatMoney({ minor: amountMinor, currency: about.currency }, 'en');
  await post(ctx, scope, { kind: 'refund-failed', fact: `refund-failed:${refundId}` }, about, {
    subject: `A refund of ${money} for order ${scope.code} failed`,
    heading: `${money} did not reach ${about.buyerName || 'the buyer'}`,
    lead: [
      `${nameMethod(method)} could not send the refund for order ${scope.code} (${about.event}): ${failure}`,
      'The money is in your account still, and the buyer waits for it.',
    ],
    action: { label: 'Try again or send it in another way', href: about.href },
  });
}

export type DisputeNotice = {
  reference: string;
  method: string;
  amountMinor: number;
  reason: string;
  dueAt: Instant | null;
  state: 'open' | 'won' | 'lost';
};

/** Tells those who pay out of a dispute, in the caller's transaction: when it begins, and how it ends. */
export async function postDispute(
  ctx: Ctx,
  scope: OrderScope,
  { reference, method, amountMinor, reason, dueAt, state }: DisputeNotice,
): Promise<void> {
  const about = await load(ctx, scope);
  const money = formatMoney({ minor: amountMinor, currency: about.currency }, 'en');
  const provider = nameMethod(method);
  const who = about.buyerName || 'The buyer';
  const words = {
    open: [
      `${who} told their bank that the payment of ${money} for order ${scope.code} (${about.event}) is not right (${reason}). ${provider} has taken the money back for now.`,
      `Answer at ${provider}${dueAt === null ? '' : ` before ${formatDay(dueAt, about.timeZone, 'en')}`}: what is not answered is lost. Do not send this money back by yourself as well.`,
    ],
    won: [
      `The dispute about ${money} for order ${scope.code} (${about.event}) was decided for you. The money is yours again.`,
    ],
    lost: [
      `The dispute about ${money} for order ${scope.code} (${about.event}) was decided for the buyer. The money went back to them; the order counts it as sent back.`,
    ],
  }[state];
  const subject = {
    open: `Order ${scope.code}: ${money} is disputed`,
    won: `Order ${scope.code}: you won the dispute`,
    lost: `Order ${scope.code}: the dispute is lost`,
  }[state];
  await post(ctx, scope, { kind: 'payment-dispute', fact: `dispute-${state}:${reference}` }, about, {
    subject,
    heading: subject,
    lead: words,
    action: { label: 'See the money of this order', href: about.href },
  });
}

type About = {
  event: string;
  slug: string;
  timeZone: string;
  currency: string;
  buyerName: string;
  organizer: string;
  href: string;
};

async function load(ctx: Ctx, { orderId, code }: OrderScope): Promise<About> {
  const row = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .innerJoin('organizers as g', 'g.id', 'e.organizerId')
    .select([
      'e.name as event',
      'e.slug',
      'e.timeZone',
      'o.currency',
      'o.buyerName',
      'g.name as organizer',
      'g.slug as organizerSlug',
    ])
    .where('o.id', '=', orderId)
    .executeTakeFirstOrThrow();
  return {
    ...row,
    href: `${getRuntime().config.url}${manageRoot({ organizer: row.organizerSlug, event: row.slug })}/orders/${code}/money`,
  };
}

async function post(
  ctx: Ctx,
  { organizerId, eventId }: OrderScope,
  { kind, fact }: { kind: string; fact: string },
  { organizer }: About,
  letter: Omit<Letter, 'reason'>,
): Promise<void> {
  const rendered = renderLetter({
    ...letter,
    reason: `You get this because you look after the money of ${organizer}.`,
    brand: organizer,
  });
  for (const to of await listHolders(ctx, { organizerId, eventId }, 'manage-payouts'))
    await postMail(ctx, { to, kind, organizerId, eventId, fact: `${fact}:${to}`, ...rendered });
}
