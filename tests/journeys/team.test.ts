/**
 * A team: somebody is invited, comes in through the link, is given another role, and the record tells it all. With
 * scripts and without.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { axeFindings, openBrowser, overflowOf } from '#testing/browser.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();

async function signedIn(email: string, javaScript: boolean, width = 1280, dark = false) {
  const context = await browser.newContext({ javaScript, width, dark });
  const cookies = (await foyer.cookieOf(email)).split('; ').map((cookie) => ({
    name: cookie.slice(0, cookie.indexOf('=')),
    value: cookie.slice(cookie.indexOf('=') + 1),
    url: foyer.url,
  }));
  await context.addCookies(cookies);
  return browser.newPage({}, context);
}

for (const javaScript of [true, false]) {
  test(`an invitation leads into the team, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const ctx = foyer.ctx();
    const organizer = await makeOrganizer(ctx);
    await makeEvent(ctx, organizer, { name: `Lantern Days ${javaScript ? 'One' : 'Two'}` });
    const owner = await makeUser(ctx, { organizer, role: 'owner' });
    const guest = await makeUser(ctx);
    const page = await signedIn(owner.email, javaScript);
    const base = `${foyer.url}/manage/${organizer.slug}`;

    await page.goto(`${base}/team`);
    await page.getByLabel('Email address').fill(guest.email);
    await page.getByRole('radio', { name: /^Moderator/ }).check();
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByText('Invitation created. Its email was not sent, because this site has no mail server.').waitFor();
    await page.getByText(guest.email, { exact: true }).waitFor();

    const mail = await ctx.db
      .selectFrom('mails')
      .select('textBody')
      .where('recipient', '=', guest.email)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const link = /http\S+\/invitations\/[\w-]+/.exec(mail.textBody)?.[0] as string;
    const stranger = await browser.newPage({ javaScript });
    await stranger.goto(link);
    await stranger.getByRole('link', { name: 'Sign in to accept' }).waitFor();
    const other = await signedIn((await makeUser(ctx)).email, javaScript);
    await other.goto(link);
    await other.getByText('You are signed in as someone else').waitFor();
    const invited = await signedIn(guest.email, javaScript, 360);
    await invited.goto(link);
    await invited.getByRole('button', { name: 'Accept' }).click();
    await invited.waitForURL(base);
    await stranger.goto(link);
    await stranger.getByText('This invitation was already accepted').waitFor();

    await page.goto(`${base}/team`);
    await page.getByRole('link', { name: guest.name }).click();
    await page.getByRole('radio', { name: /^Registrar/ }).check();
    await page.getByRole('button', { name: 'Change role' }).click();
    await page.getByText('Role changed.').waitFor();
    await page.goto(`${base}/history?kind=member`);
    await page.getByText(`changed member ${guest.name}`).waitFor();
    assert.equal(await page.locator('main ol > li').count(), 1);
    page.expectQuiet();

    await invited.goto(`${base}/team/${guest.userId}`);
    await invited.getByRole('button', { name: /^Leave/ }).click();
    await invited.waitForURL(/\/manage/);
    for (const one of [page, stranger, other, invited]) await one.context().close();
  });
}

for (const javaScript of [true, false]) {
  test(`somebody without an account comes in from the mail, signs up on the way and accepts, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const ctx = foyer.ctx();
    const organizer = await makeOrganizer(ctx);
    const owner = await makeUser(ctx, { organizer, role: 'owner' });
    const email = `newcomer-${javaScript ? 'one' : 'two'}@example.org`;
    const page = await signedIn(owner.email, javaScript);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/team`);
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('radio', { name: /^Registrar/ }).check();
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByText('Invitation created. Its email was not sent, because this site has no mail server.').waitFor();

    const newcomer = await browser.newPage({ javaScript, width: 360 });
    await newcomer.goto(await linkIn(email));
    const invitation = newcomer.url();
    await newcomer.getByRole('link', { name: 'Create account' }).click();
    assert.equal(await newcomer.getByLabel('Email address').inputValue(), email);
    await newcomer.getByLabel('Name').fill('Newcomer');
    await newcomer.getByLabel('Password').fill('seven wet pigeons');
    await newcomer.getByRole('button', { name: 'Create account' }).click();
    await newcomer.getByRole('heading', { level: 1, name: 'This site does not send emails yet' }).waitFor();
    await newcomer.goto(await linkIn(email));
    await newcomer.getByRole('button', { name: 'Confirm and sign in' }).click();
    await newcomer.waitForURL(invitation);
    await newcomer.getByRole('button', { name: 'Accept' }).click();
    await newcomer.waitForURL(`${foyer.url}/manage/${organizer.slug}`);
    newcomer.expectQuiet();
    const members = await ctx.db
      .selectFrom('organizerMembers as m')
      .innerJoin('users as u', 'u.id', 'm.userId')
      .select(['u.email', 'm.role'])
      .where('m.organizerId', '=', organizer.organizerId)
      .where('u.id', '!=', owner.userId)
      .execute();
    assert.deepEqual(members, [{ email, role: 'registrar' }]);
    await Promise.all([page.context().close(), newcomer.context().close()]);
  });
}

for (const javaScript of [true, false]) {
  test(`who must confirm an address, sign in again or as somebody else is led there and back, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const ctx = foyer.ctx();
    const organizer = await makeOrganizer(ctx);
    const owner = await makeUser(ctx, { organizer, role: 'owner' });
    const [guest, other] = [await makeUser(ctx), await makeUser(ctx)];
    const page = await signedIn(owner.email, javaScript);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/team`);
    await page.getByLabel('Email address').fill(guest.email);
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByText('Invitation created. Its email was not sent, because this site has no mail server.').waitFor();
    const invitation = await linkIn(guest.email);

    const wrong = await signedIn(other.email, javaScript, 360);
    await wrong.goto(invitation);
    await wrong.getByRole('button', { name: 'Sign out' }).click();
    await wrong.waitForURL(invitation);
    await wrong.getByRole('link', { name: 'Sign in to accept' }).waitFor();

    const invited = await signedIn(guest.email, javaScript, 360);
    await ctx.db.updateTable('users').set({ emailVerified: false }).where('id', '=', guest.userId).execute();
    await invited.goto(invitation);
    await invited.getByRole('button', { name: 'Accept' }).click();
    await invited.getByText('Confirm your email address first').waitFor();
    await invited.getByRole('button', { name: 'Send the email again' }).click();
    await invited.getByText(`We sent an email to ${guest.email}`).waitFor();
    await invited.goto(await linkIn(guest.email));
    await invited.getByRole('button', { name: 'Use this address' }).click();
    await invited.waitForURL(/\/account\?done=email$/);
    await invited.goto(invitation);
    await invited.getByRole('button', { name: 'Accept' }).click();
    await invited.waitForURL(`${foyer.url}/manage/${organizer.slug}`);

    await ctx.db
      .updateTable('organizers')
      .set({ requireSecondFactor: true })
      .where('id', '=', organizer.organizerId)
      .execute();
    invited.allow(/status of 403/);
    const rooms = `${foyer.url}/manage/${organizer.slug}/team`;
    await invited.goto(rooms);
    await invited.getByRole('heading', { level: 1, name: 'You need a second factor' }).waitFor();
    assert.equal(
      await invited.getByRole('link', { name: 'Set up a second factor' }).getAttribute('href'),
      '/account/security',
    );
    await invited.getByRole('button', { name: 'Sign in again with my second factor' }).click();
    await invited.waitForURL(`${foyer.url}/sign-in?next=${encodeURIComponent(new URL(rooms).pathname)}`);
    invited.allow(/status of 4/);
    invited.expectQuiet();
    for (const one of [page, wrong, invited]) await one.context().close();
  });

  test(`a logo is given to an organisation and taken away, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const ctx = foyer.ctx();
    const organizer = await makeOrganizer(ctx);
    const owner = await makeUser(ctx, { organizer, role: 'owner' });
    const page = await signedIn(owner.email, javaScript);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/settings`);
    page.allow(/status of 4/);
    await page
      .getByLabel('Choose a logo')
      .setInputFiles({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.getByRole('button', { name: 'Upload logo' }).click();
    await page.locator('#logo-error').waitFor();
    const logo = await sharp({ create: { width: 600, height: 200, channels: 4, background: '#7a1fa2' } })
      .png()
      .toBuffer();
    await page.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo });
    await page.getByRole('button', { name: 'Upload logo' }).click();
    await page.getByText('Logo uploaded.').waitFor();
    const picture = page.getByRole('img', { name: /^Logo of/ });
    assert.equal(
      await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
      true,
    );
    await page.getByRole('button', { name: 'Remove logo' }).click();
    await page.getByText('Logo removed.').waitFor();
    assert.equal(await picture.count(), 0);
    await page.goto(`${foyer.url}/manage/${organizer.slug}/history`);
    assert.equal(await page.getByText('changed the logo of').count(), 2);
    page.expectQuiet();
    await page.context().close();
  });
}

/** The link of the last mail to that address. */
async function linkIn(email: string): Promise<string> {
  const { textBody } = await foyer
    .ctx()
    .db.selectFrom('mails')
    .select('textBody')
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return /http\S+/.exec(textBody)?.[0] as string;
}

test('pages of the team fit a phone and a wide screen, by day and by night, and axe finds nothing', async () => {
  const ctx = foyer.ctx();
  const organizer = await makeOrganizer(ctx);
  const event = await makeEvent(ctx, organizer);
  const owner = await makeUser(ctx, { organizer, role: 'owner' });
  const member = await makeUser(ctx, { organizer, role: 'co-organizer' });
  const page = await signedIn(owner.email, true);
  await page.goto(`${foyer.url}/manage/${organizer.slug}/team`);
  await page.getByLabel('Email address').fill('asked@example.org');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await page.getByText('asked@example.org', { exact: true }).waitFor();
  const mail = await ctx.db
    .selectFrom('mails')
    .select('textBody')
    .where('recipient', '=', 'asked@example.org')
    .executeTakeFirstOrThrow();
  const invitation = new URL(/http\S+\/invitations\/[\w-]+/.exec(mail.textBody)?.[0] as string).pathname;
  const base = `/manage/${organizer.slug}`;
  const paths = {
    team: `${base}/team`,
    member: `${base}/team/${member.userId}`,
    settings: `${base}/settings`,
    history: `${base}/history`,
    'event-team': `${base}/events/${event.slug}/team`,
    'event-history': `${base}/events/${event.slug}/history`,
    invitation,
  };
  for (const [name, path] of Object.entries(paths)) {
    assert.equal((await page.goto(foyer.url + path))?.status(), 200, path);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axeFindings(page), [], `${name} ${width} ${colorScheme}`);
        if (process.env.LOOKS)
          await page.screenshot({ path: `${process.env.LOOKS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      assert.equal(await overflowOf(page), 0, `${name} ${width}`);
    }
  }
  page.expectQuiet();
  await page.context().close();
});
