/**
 * Mails on their way: a server that takes them, one that goes away and comes back, one that refuses; what organisers
 * and administrators see of it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { inviteMember } from '#features/organizers/server/invite-member.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { type JourneyPage, openBrowser, untilSays } from '#testing/browser.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { ADMINISTRATOR, runFoyer } from '#testing/running-foyer.ts';

const server = await startMailServer();
const foyer = await runFoyer({ SMTP_URL: server.url });
const browser = await openBrowser();
const { slug: organizer } = await createOrganizer(foyer.ctx(), { name: 'Lantern Society' });

async function post(to: string, subject = `Lanterns for ${to}`): Promise<void> {
  const letter = renderLetter({
    subject,
    heading: 'Lanterns are lit',
    lead: ['Come and see.'],
    reason: 'You get this because you asked.',
    brand: 'Lantern Society',
    action: { label: 'Look', href: `${foyer.url}/` },
  });
  await transact(foyer.ctx(), (ctx) => postMail(ctx, { to, kind: 'test', ...letter }));
}

async function signedIn(javaScript: boolean): Promise<JourneyPage> {
  const context = await browser.newContext({ javaScript });
  await foyer.signIn(context);
  const page = await browser.newPage({}, context);
  // Our own instruments are scripts too.
  page.allow(/Blocked script execution in '[^']+\/letter'/);
  return page;
}

const addressedTo = (to: string): number => server.received.filter((mail) => mail.to.includes(to)).length;

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  const name = javaScript ? 'ada' : 'grace';

  test(`a mail is taken by the server and can be looked at by administrators, ${how}`, async () => {
    await post(`${name}@example.org`, `Welcome ${name}`);
    const mail = await server.waitFor(({ to }) => to.includes(`${name}@example.org`));
    assert.deepEqual(
      [mail.headers.from, mail.headers['auto-submitted']],
      ['Lantern Society via Foyer <foyer@localhost>', 'auto-generated'],
    );
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/admin/mail`);
    await page.getByRole('link', { name: `Welcome ${name}` }).click();
    await page.getByRole('heading', { level: 1, name: `Welcome ${name}` }).waitFor();
    await page.getByText('The mail server accepted it.').waitFor();
    await page.getByText(/^250 /).waitFor();
    await page.frameLocator('iframe').getByRole('heading', { name: 'Lanterns are lit' }).waitFor();
    await page.getByText('<foyer@localhost>').waitFor();
    page.expectQuiet();
    await page.context().close();
  });

  test(`a server that is away delays mails, everybody is told, and once it is back each goes out exactly once, ${how}`, async () => {
    const guests = [1, 2, 3].map((n) => `${name}${n}@example.org`);
    await server.stop();
    for (const guest of guests) await post(guest);
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/manage/${organizer}`);
    await untilSays(page, 'Emails are delayed: the mail server is not responding');
    await page.goto(`${foyer.url}/admin`);
    await untilSays(page, /3 emails are waiting/);
    await page.getByText('The server is not responding.').first().waitFor();
    await page.getByRole('link', { name: 'See delayed emails' }).click();
    await page.getByText('Lanterns for').first().waitFor();
    await server.start();
    await page.getByRole('button', { name: 'Try delayed emails now' }).click();
    await page.getByText(/tried now/).waitFor();
    for (const guest of guests) await server.waitFor(({ to }) => to.includes(guest));
    await page.goto(`${foyer.url}/admin/mail?state=sent&q=${guests[2]}`);
    await untilSays(page, `Lanterns for ${guests[2]}`);
    await page.goto(`${foyer.url}/manage/${organizer}`);
    await untilSays(page, 'No events yet');
    assert.equal(await page.getByText('Emails are delayed').count(), 0);
    assert.deepEqual(guests.map(addressedTo), [1, 1, 1]);
    page.expectQuiet();
    await page.context().close();
  });

  test(`a mail that is refused says why in plain words, and goes out when it is sent again, ${how}`, async () => {
    const guest = `${name}.gone@example.org`;
    server.refuse({ code: 550, words: '5.1.1 No such user here', at: 'recipient' }, (to) => to === guest);
    await post(guest);
    const page = await signedIn(javaScript);
    await page.goto(`${foyer.url}/admin/mail?state=failed&q=${guest}`);
    await untilSays(page, `Lanterns for ${guest}`);
    await page.getByRole('link', { name: `Lanterns for ${guest}` }).click();
    await page.getByText('This mailbox does not exist. Ask for the correct address.').waitFor();
    server.refuse(null);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('It is on its way again.').waitFor();
    await server.waitFor(({ to }) => to.includes(guest));
    await page.goto(page.url().split('?')[0] as string);
    await untilSays(page, 'The mail server accepted it.');
    assert.equal(addressedTo(guest), 1);
    page.expectQuiet();
    await page.context().close();
  });
}

/** A link in the text of a mail, on a line of its own. */
const linkIn = (text: string): string =>
  /^https?:\/\/\S+$/m.exec(text)?.[0] ?? assert.fail(`There is no link in:\n${text}`);

const PASSWORD = 'a lantern over the harbour';

for (const locale of ['en', 'ar'] as const) {
  test(`whoever signs up gets a letter in their language, and its words are wiped once it is sent, ${locale}`, async () => {
    const email = `rosa.${locale}@example.org`;
    const page = await browser.newPage({ javaScript: false, locale });
    await page.goto(`${foyer.url}/sign-up`);
    await page.locator('[name=name]').fill('Rosa Quill');
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main form button[type=submit], main form .button').first().click();
    await page.waitForURL(/sign-up\/sent/);
    const mail = await server.waitFor(({ to }) => to.includes(email));
    assert.deepEqual(
      [
        mail.headers['content-language'],
        mail.headers['auto-submitted'],
        mail.headers.from,
        mail.headers.to,
        mail.headers['list-unsubscribe'],
      ],
      [locale, 'auto-generated', 'Foyer <foyer@localhost>', email, undefined],
    );
    assert.match(mail.headers['content-type'] ?? '', /^multipart\/alternative/);
    const link = linkIn(mail.text);
    assert.equal(mail.html.includes(`href="${link.replaceAll('&', '&amp;')}"`), true);
    assert.match(mail.html, new RegExp(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`));
    assert.deepEqual(
      mail.text.split('\n').filter((line) => line.length > 76 && !line.startsWith('http')),
      [],
    );
    await untilSays(await opened(`/admin/mail?state=sent&q=${email}`), email);
    const kept = await foyer.opened.database.db
      .selectFrom('mails')
      .select(['textBody', 'htmlBody', 'kind'])
      .where('recipient', '=', email)
      .execute();
    assert.deepEqual(kept, [{ textBody: '', htmlBody: '', kind: 'verify-email' }]);
    await page.goto(link);
    await page.locator('main form button').first().waitFor();
    page.expectQuiet();
    await page.context().close();
  });
}

test('an invitation comes in the organizer’s name, and its words are wiped once it is sent', async () => {
  const email = 'invited@example.org';
  const scope = await authoriseOrganizer(foyer.ctx(), organizer, 'manage-team');
  await inviteMember(foyer.ctx(), scope, { email, role: 'moderator', allEvents: true, events: [], baseUrl: foyer.url });
  const mail = await server.waitFor(({ to }) => to.includes(email));
  assert.deepEqual(
    [mail.headers.from, mail.headers['auto-submitted'], mail.headers['content-language']],
    ['Lantern Society via Foyer <foyer@localhost>', 'auto-generated', 'en'],
  );
  assert.match(linkIn(mail.text), new RegExp(`^${foyer.url}/invitations/[\\w-]{43}$`));
  await untilSays(await opened(`/admin/mail?state=sent&q=${email}`), email);
  const kept = await foyer.opened.database.db
    .selectFrom('mails')
    .select(['textBody', 'htmlBody'])
    .where('recipient', '=', email)
    .execute();
  assert.deepEqual(kept, [{ textBody: '', htmlBody: '' }]);
});

/** A page of the administrator's. */
async function opened(path: string): Promise<JourneyPage> {
  const page = await signedIn(false);
  await page.goto(foyer.url + path);
  return page;
}

test('a sign-in link that was asked for while the mail server was away comes when it is back, and lets in', async () => {
  const email = ADMINISTRATOR;
  await server.stop();
  const page = await browser.newPage({ javaScript: false });
  await page.goto(`${foyer.url}/sign-in/link`);
  await page.locator('[name=email]').fill(email);
  await page.locator('main form .button').first().click();
  await page.waitForLoadState();
  const admin = await opened(`/admin/mail?state=delayed&q=${email}`);
  await untilSays(admin, email);
  await server.start();
  await admin.getByRole('button', { name: 'Try delayed emails now' }).click();
  const mail = await server.waitFor(({ to, subject }) => to.includes(email) && /sign-in link/i.test(subject));
  await page.goto(linkIn(mail.text));
  const enter = page.locator('main form .button').first();
  if (!/\/manage/.test(page.url()) && (await enter.isVisible())) await enter.click();
  await page.waitForURL(/\/manage/);
  page.expectQuiet();
  await Promise.all([page.context().close(), admin.context().close()]);
});
