/** Somebody has tickets, no account, and no mail with the link any more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { checkPage, openBrowser } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { WAYS } from '#testing/hand.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const mails = await startMailServer();
const foyer = await runFoyer({ SMTP_URL: mails.url });
const browser = await openBrowser();
const event = await makeEvent(foyer.ctx(), await makeOrganizer(foyer.ctx()), { name: 'Nights of Rope' });
await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 20 });
const { slug } = await foyer.opened.database.db
  .selectFrom('events')
  .select('slug')
  .where('id', '=', event.eventId)
  .executeTakeFirstOrThrow();

async function makeOrder(email: string): Promise<string> {
  const ctx = foyer.ctx();
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `lost-mail-${email}`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
  ]);
  const code = answer?.outcome === 'reserved' ? answer.order.code : '';
  await completeOrder(ctx, await authoriseOrderIn(ctx, event, code, 'buyer'), {
    name: 'Ada Lind',
    email,
    locale: 'en',
    names: [],
  });
  return code;
}

for (const { how, javaScript, work, axe } of WAYS) {
  test(`who lost the mail has the link sent again, from the event and from the way to one’s tickets, ${how}`, async () => {
    const email = `ada-${WAYS.findIndex((way) => way.how === how)}@example.org`;
    const code = await makeOrder(email);
    const page = await browser.newPage({ width: 360, javaScript });
    const hand = work(page);
    page.allow(/status of 422/);
    await page.goto(`${foyer.url}/`);
    await hand.press(page.getByRole('link', { name: 'Your tickets' }));
    await page.getByRole('heading', { level: 1, name: 'Find your tickets' }).waitFor();
    await checkPage(page, axe);
    await page.goto(`${foyer.url}/e/${slug}`);
    await hand.press(page.getByRole('link', { name: 'Find your tickets' }));
    await page.getByRole('heading', { level: 1, name: 'Find your tickets' }).waitFor();
    await checkPage(page, axe);
    await hand.write(page.getByLabel('Email address'), 'ada@nowhere');
    await hand.press(page.getByRole('button', { name: 'Send me the links' }));
    await page.getByText('Enter an email address such as').first().waitFor();
    assert.equal(await page.getByLabel('Email address').inputValue(), 'ada@nowhere');
    await hand.write(page.getByLabel('Email address'), email.toUpperCase());
    await hand.press(page.getByRole('button', { name: 'Send me the links' }));
    await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
    await checkPage(page, axe);
    const mail = await mails.waitFor(({ to, subject }) => to.includes(email) && subject === 'Your orders and tickets');
    await page.goto(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? '');
    await page.getByText(code).first().waitFor();
    await page.context().close();
  });
}
