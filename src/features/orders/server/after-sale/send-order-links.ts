/**
 * The way back for whoever lost their mail: links go to the address that the orders were made with, never to whoever
 * asks.
 */
import { normalEmail } from '#features/accounts/server/inputs.ts';
import { limitAttempts } from '#features/accounts/server/policy.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatMoment } from '#platform/dates.ts';
import { knownLocale, type Locale, translator, textKey } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { quoteMarkdown, renderMarkdown } from '#platform/markup.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import { labelStatuses } from '../../order-page.ts';
import { findOrdersOf } from './find-own-orders.ts';
import { holderAddress } from './sign-holder.ts';

/** `address`: of the client that asks, by which tries are counted. */
export type LostMail = { email: string; address: string };

/** One order, or one ticket that was passed on, as its line in the mail. `path` is within Foyer. */
type Found = { title: string; note: string; path: string };

/** More than anybody looks for in a mail; the newest are the ones that are missed. */
const MOST = 50;

/**
 * Mails the links to the orders that were made with the address, and to the tickets that were passed on to it. Where
 * there are none, the mail says that, so the caller learns nothing.
 * @throws TooMany
 */
export async function sendOrderLinks(ctx: Ctx, input: LostMail): Promise<void> {
  const email = normalEmail(input.email);
  await limitAttempts(ctx, 'mail', { address: input.address, account: email });
  await transact(ctx, async (ctx) => {
    const locale = knownLocale(ctx.locale);
    const found = [...(await listOrders(ctx, email, locale)), ...(await listHeldTickets(ctx, email, locale))];
    await postMail(ctx, {
      to: email,
      kind: 'order-links',
      sensitive: true,
      ...renderLetter(found.length > 0 ? writeFoundLetter(found, email, locale) : writeNoneLetter(email, locale)),
    });
  });
}

async function listOrders(ctx: Ctx, email: string, locale: Locale): Promise<Found[]> {
  const t = translator(locale);
  const orders = await findOrdersOf(ctx, email);
  return orders.slice(0, MOST).map(({ event, startsAt, timeZone, code, statuses, address }) => ({
    title: event,
    note: `${formatMoment(startsAt, timeZone, locale)} · ${code} · ${labelStatuses(statuses, t)}`,
    path: address,
  }));
}

async function listHeldTickets(ctx: Ctx, email: string, locale: Locale): Promise<Found[]> {
  const { secret } = getRuntime().config;
  const tickets = await ctx.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select(['o.code', 'k.number', 'k.transferredAt', 'e.name', 'e.startsAt', 'e.timeZone'])
    .where('k.transferredAt', 'is not', null)
    .where('k.cancelledAt', 'is', null)
    .where(({ eb, fn }) => eb(fn('lower', ['k.attendeeEmail']), '=', email))
    .orderBy('k.id', 'desc')
    .limit(MOST)
    .execute();
  return tickets.map(({ code, number, transferredAt, name, startsAt, timeZone }) => ({
    title: name,
    note: `${formatMoment(startsAt, timeZone, locale)} · ${code}-${number}`,
    path: holderAddress(secret, { code, number, transferredAt: transferredAt ?? 0 }),
  }));
}

function writeFoundLetter(found: readonly Found[], email: string, locale: Locale): Letter {
  const t = translator(locale);
  const { url } = getRuntime().config;
  const items = found.map(({ title, note, path }) => ({ title, note, href: `${url}${path}` }));
  return {
    subject: t('findOrders.foundSubject'),
    heading: t('findOrders.foundHeading'),
    lead: [t('findOrders.foundLead')],
    body: {
      html: renderMarkdown(
        items
          .map(({ title, note, href }) => `- [${quoteMarkdown(title)}](${href})  \n  ${quoteMarkdown(note)}`)
          .join('\n'),
      ),
      text: items.map(({ title, note, href }) => `${title}\n${note}\n${href}`).join('\n\n'),
    },
    after: [t('findOrders.foundAfter')],
    reason: t('findOrders.reason', { email }),
    locale,
  };
}

function writeNoneLetter(email: string, locale: Locale): Letter {
  const t = translator(locale);
  return {
    subject: t('findOrders.noneSubject'),
    heading: t('findOrders.noneHeading'),
    lead: [t('findOrders.noneLead', { email })],
    action: { label: t('findOrders.noneAction'), href: `${getRuntime().config.url}/orders` },
    reason: t('findOrders.reason', { email }),
    locale,
  };
}
