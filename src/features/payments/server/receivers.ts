/**
 * What payments add to what others do: who is to pay reads how in the mail, who gets money back how much; the copy of
 * an event is paid in the same ways, and smallest totals follow its currency.
 */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { currencyChanging, eventCopied } from '#features/events/server/signals.ts';
import { addToNotices } from '#features/messages/server/make-additions.ts';
import { findOverLimit } from '#features/orders/server/paying/check-limits.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import { getOrderSums } from '#features/orders/server/queries.ts';
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Unavailable } from '#platform/errors.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import { nameMethod } from '../payment-form.ts';
import { exportOwnAttempts, exportOwnDisputes, exportOwnPayments } from './export-own-payments.ts';
import { findLiveAttempt } from './find-attempt.ts';
import { loadInstructions } from './load-instructions.ts';
import { getMoneyBack } from './queries.ts';

addToNotices('payment', ['order-placed', 'payment-reminder'], async (ctx, { orderId, locale }) => {
  const instructions = await loadInstructions(ctx, await systemOrderScope(ctx, orderId), {
    locale: knownLocale(locale),
  });
  if (!instructions) return {};
  return {
    facts: instructions.facts.map(({ label, text }) => ({ label, text })),
    after: instructions.words ? [instructions.words] : [],
  };
});

/** Only the owner of the address may learn what it has ordered besides, so it is said where only they read it. */
addToNotices('limits', ['order-placed', 'order-confirmation'], async (ctx, { orderId, eventId, locale }) => {
  const over = await findOverLimit(ctx, { orderId, eventId });
  return over ? { after: [translator(knownLocale(locale))('checkout.perPersonMail', over)] } : {};
});

addToNotices('refund', ['order-cancelled'], async (ctx, { orderId, locale }) => {
  const { currency } = await getOrderSums(ctx, await systemOrderScope(ctx, orderId));
  const backMinor = await getMoneyBack(ctx, { orderId });
  const language = knownLocale(locale);
  return backMinor > 0
    ? {
        facts: [
          {
            label: translator(language)('payment.comesBack'),
            text: formatMoney({ minor: backMinor, currency }, language),
          },
        ],
      }
    : {};
});

/**
 * That an order ran out is not told while its money may be there: it waits for the truth, which may be another mail.
 */
addToNotices('payment-asked', ['order-expired'], async (ctx, { orderId }) => {
  const live = await findLiveAttempt(ctx, { orderId });
  if (live && live.state !== 'begun') throw new Unavailable('payment_asked.unknown');
  return {};
});

eventCopied.now('copy_payment_settings', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyPaymentSettings(ctx, copy);
});
currencyChanging.now('keep_least', (ctx, change) => convertLeast(ctx, change));

addRowsToExport('payments', exportOwnPayments);
addRowsToExport('paymentAttempts', exportOwnAttempts);
addRowsToExport('disputes', exportOwnDisputes);

/** Amounts keep their number, as prices do. @throws Invalid where one has decimals that the new currency lacks */
async function convertLeast(
  ctx: Ctx,
  { eventId, ...change }: { eventId: number; from: string; to: string },
): Promise<void> {
  const methods = await ctx.db
    .selectFrom('paymentMethods')
    .select(['method', 'fromMinor'])
    .where('eventId', '=', eventId)
    .where('fromMinor', '>', 0)
    .orderBy('method')
    .execute();
  for (const { method, fromMinor } of methods) {
    const kept = convertNumber(fromMinor, change, {
      code: 'field.change_smallest',
      values: { method: nameMethod(method, translator(ctx.locale)) },
    });
    await ctx.db
      .updateTable('paymentMethods')
      .set({ fromMinor: kept })
      .where('eventId', '=', eventId)
      .where('method', '=', method)
      .execute();
  }
}

/** Copies the account and the ways to pay. */
async function copyPaymentSettings(
  ctx: Ctx,
  { fromEventId, toEventId: eventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const settings = await ctx.db
    .selectFrom('paymentSettings')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .executeTakeFirst();
  if (settings)
    await ctx.db
      .insertInto('paymentSettings')
      .values({ ...settings, eventId })
      .execute();
  const methods = await ctx.db.selectFrom('paymentMethods').selectAll().where('eventId', '=', fromEventId).execute();
  if (methods.length > 0)
    await ctx.db
      .insertInto('paymentMethods')
      .values(methods.map((method) => ({ ...method, eventId })))
      .execute();
}
