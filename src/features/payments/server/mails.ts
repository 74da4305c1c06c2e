/** What the organiser's people are written about money: what failed, and what somebody takes back. */
import { manageRoot } from '#features/events/wizard.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { listHolders } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatDay } from '#platform/dates.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { formatMoney } from '#platform/money.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';
import { nameMethod } from '../payment-form.ts';

/** Teams are written to in English. */
const LANGUAGE = 'en';

/** Tells those who pay out that a refund did not reach its buyer, in the caller's transaction; of each refund once. */
export async function postRefundFailed(ctx: Ctx, scope: OrderScope, refundId: number): Promise<void> {
  const { failure, amountMinor, method } = await ctx.db
    .selectFrom('payments')
    .select(['failure', 'amountMinor', 'method'])
    .where('id', '=', refundId)
    .executeTakeFirstOrThrow();
  const about = await load(ctx, scope);
  const t = translator(LANGUAGE);
  const money = formatMoney({ minor: amountMinor, currency: about.currency }, LANGUAGE);
  await post(ctx, scope, { kind: 'refund-failed', fact: `refund-failed:${refundId}` }, about, {
    subject: t('sales.mail.refundSubject', { amount: money, code: scope.code }),
    heading: t('sales.mail.refundHeading', { amount: money, buyer: about.buyerName || t('sales.edit.theBuyer') }),
    lead: [
      t('sales.mail.refundLead', {
        provider: nameMethod(method, t),
        code: scope.code,
        event: about.event,
        reason: wordStored(failure, LANGUAGE),
      }),
      t('sales.mail.refundMoney'),
    ],
    action: { label: t('sales.mail.refundAction'), href: about.href },
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
  const t = translator(LANGUAGE);
  const values = {
    amount: formatMoney({ minor: amountMinor, currency: about.currency }, LANGUAGE),
    code: scope.code,
    event: about.event,
    reason: wordStored(reason, LANGUAGE),
    provider: nameMethod(method, t),
  };
  const words = {
    open: [
      about.buyerName
        ? t('sales.mail.disputeOpenBy', { ...values, buyer: about.buyerName })
        : t('sales.mail.disputeOpen', values),
      dueAt === null
        ? t('sales.mail.disputeAnswer', values)
        : t('sales.mail.disputeAnswerBy', { ...values, date: formatDay(dueAt, about.timeZone, LANGUAGE) }),
    ],
    won: [t('sales.mail.disputeWon', values)],
    lost: [t('sales.mail.disputeLost', values)],
  }[state];
  const subject = t(`sales.mail.disputeSubject.${state}`, values);
  await post(ctx, scope, { kind: 'payment-dispute', fact: `dispute-${state}:${reference}` }, about, {
    subject,
    heading: subject,
    lead: words,
    action: { label: t('sales.mail.disputeAction'), href: about.href },
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
    reason: translator(LANGUAGE)('sales.mail.reason', { organizer }),
    brand: organizer,
  });
  for (const to of await listHolders(ctx, { organizerId, eventId }, 'manage-payouts'))
    await postMail(ctx, { to, kind, organizerId, eventId, fact: `${fact}:${to}`, ...rendered });
}
