/** From nothing to a published event with ordered tickets: with scripts, without, and by keyboard alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { type JourneyPage, openBrowser } from '#testing/browser.ts';
import { type Hand, keyboard, pointer, type Upload } from '#testing/hand.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const mails = await startMailServer();
const foyer = await runFoyer({ SMTP_URL: mails.url });
const browser = await openBrowser();
const PASSWORD = 'seven quiet lanterns';

/** A picture of two halves, so that a crop can be told from a squeeze. */
async function picture(name: string, width: number, height: number): Promise<Upload> {
  const half = { create: { width: Math.floor(width / 2), height, channels: 3 as const, background: '#c8372d' } };
  const left = await sharp(half).png().toBuffer();
  const buffer = await sharp({ create: { width, height, channels: 3, background: '#1f6f8b' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .jpeg({ quality: 90 })
    .toBuffer();
  return { name: `${name}.jpg`, mimeType: 'image/jpeg', buffer };
}

type Organiser = { page: JourneyPage; hand: Hand; email: string; name: string; organizer: string; title: string };

/** Signs up, follows the link of the mail, types the password. */
async function signUp({ page, hand, email, name }: Organiser): Promise<void> {
  await page.goto(`${foyer.url}/manage`);
  await hand.press(page.getByRole('link', { name: 'Create an account' }));
  await hand.write(page.getByLabel('Name', { exact: true }), name);
  await hand.write(page.getByLabel('Email address'), email);
  await hand.write(page.getByLabel('Password', { exact: true }), PASSWORD);
  await hand.press(page.getByRole('button', { name: 'Create account' }));
  await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor();
  const mail = await mails.waitFor(({ to }) => to.includes(email));
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
  assert.ok(link, mail.text);
  await page.goto(link);
  await hand.press(page.getByRole('button', { name: 'Confirm and sign in' }));
}

async function openOrganizer({ page, hand, organizer }: Organiser): Promise<void> {
  await hand.press(page.getByRole('link', { name: 'Create an organiser' }));
  await hand.write(page.getByLabel('Name of the organiser'), organizer);
  await hand.press(page.getByRole('button', { name: 'Create organiser' }));
}

async function createDraft({ page, hand, title }: Organiser): Promise<void> {
  await hand.press(page.getByRole('link', { name: 'New event' }).first());
  await hand.write(page.getByLabel('Name', { exact: true }), title);
  await hand.write(page.getByLabel('Starts'), '2027-05-08T10:00');
  await hand.write(page.getByLabel('Ends'), '2027-05-09T18:00');
  await hand.pick(page.getByLabel('Time zone'), 'Brussels');
  await hand.press(page.getByRole('button', { name: 'Create draft' }));
}

async function fillBasics({ page, hand }: Organiser): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Basics' }).waitFor();
  await hand.write(page.getByLabel('Venue'), 'The Old Rope Works');
  await hand.write(page.getByLabel('City'), 'Ghent');
  await hand.write(
    page.getByLabel('Map link'),
    'https://www.openstreetmap.org/?mlat=51.0543&mlon=3.7174#map=17/51.0543/3.7174',
  );
  await hand.write(page.getByLabel('Description'), 'Two days for people who keep **lamps** burning.');
  await hand.press(page.getByRole('button', { name: 'Save and continue' }));
}

async function giveLook({ page, hand }: Organiser): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Look' }).waitFor();
  await hand.upload(page.getByLabel('Choose a header picture'), await picture('hall', 2400, 1600));
  await hand.upload(page.getByLabel('Choose a logo'), await picture('sign', 600, 300));
  await hand.press(page.getByRole('button', { name: 'Save and continue' }));
}

async function offerTickets({ page, hand }: Organiser): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
  await hand.press(page.getByRole('link', { name: 'Add ticket type' }));
  await addType({ page, hand }, 'Standard', /Paid/, '45', 'Add and continue');
  await addType({ page, hand }, 'Friend of the house', /Donation/, '10', 'Add and continue');
  await addType({ page, hand }, 'Neighbours', /Free/, null, 'Add ticket type');
  await page.getByRole('button', { name: 'Move Neighbours up' }).waitFor();
  assert.deepEqual(await namesOf(page), ['Standard', 'Friend of the house', 'Neighbours']);
}

async function addType(
  { page, hand }: Pick<Organiser, 'page' | 'hand'>,
  name: string,
  kind: RegExp,
  price: string | null,
  button: string,
): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'New ticket type' }).waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), '');
  await hand.write(page.getByLabel('Name', { exact: true }), name);
  await hand.choose(page.getByRole('radio', { name: kind }));
  if (price !== null) await hand.write(page.getByLabel('Price in EUR'), price);
  await hand.press(page.getByRole('button', { name: button, exact: true }));
  await page.waitForLoadState('load');
}

const namesOf = (page: JourneyPage): Promise<string[]> =>
  page.locator('[data-item]').evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.name ?? ''));

/** The last goes to the top, by its buttons. */
async function reorder({ page, hand }: Organiser): Promise<void> {
  for (const at of [2, 1]) {
    await hand.press(page.getByRole('button', { name: 'Move Neighbours up' }));
    await page.getByText(`Neighbours is now ${at} of 3`).waitFor({ state: 'attached' });
  }
  assert.deepEqual(await namesOf(page), ['Neighbours', 'Standard', 'Friend of the house']);
}

async function publish({ page, hand, title }: Organiser): Promise<void> {
  await hand.press(page.getByRole('link', { name: 'Continue' }));
  await page.getByRole('heading', { level: 1, name: 'Extras' }).waitFor();
  await hand.write(page.getByLabel('Email address for questions'), 'hello@ropeworks.example');
  await hand.press(page.getByRole('button', { name: 'Save and continue' }));
  await page.getByRole('heading', { level: 1, name: 'Publish' }).waitFor();
  await page.getByText('Everything required is in place').waitFor();
  await hand.press(page.getByRole('button', { name: 'Publish event' }));
  await page.getByText(`${title} is public`).waitFor();
}

/** What a visitor with a phone sees: tickets in that order, pictures in a size that fits. */
async function visit(slug: string): Promise<void> {
  const page = await browser.newPage({ width: 360 });
  await page.goto(`${foyer.url}/e/${slug}`);
  await page.getByText('Ghent').first().waitFor();
  await page.getByText('Starts at 10:00, ends at 18:00').waitFor();
  assert.deepEqual(await page.locator('[data-offer] .name').allTextContents(), [
    'Neighbours',
    'Standard',
    'Friend of the house',
  ]);
  const shown = await page
    .locator('main img, header img')
    .evaluateAll((pictures) =>
      (pictures as HTMLImageElement[]).map(({ currentSrc, naturalWidth, alt }) => ({ currentSrc, naturalWidth, alt })),
    );
  assert.ok(shown.length >= 2, `Header and logo are shown: ${JSON.stringify(shown)}`);
  for (const { currentSrc, naturalWidth } of shown) {
    assert.match(currentSrc, /\/media\/\d+\/[^/]+\/[^/]+$/);
    assert.ok(naturalWidth > 0 && naturalWidth < 1500, `${currentSrc} is ${naturalWidth} wide: not as it was uploaded`);
  }
  page.expectQuiet();
  await page.context().close();
}

/** Pictures are made in the background. */
async function untilPicturesAreMade(slug: string): Promise<void> {
  for (let looks = 0; looks < 100; looks += 1) {
    const html = await (await fetch(`${foyer.url}/e/${slug}`)).text();
    if ((html.match(/<img[^>]+\/media\//g) ?? []).length >= 2) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  assert.fail('The pictures did not appear on the public page within 15 seconds');
}

const WAYS = [
  { how: 'with scripts', javaScript: true, work: pointer },
  { how: 'without scripts', javaScript: false, work: pointer },
  { how: 'by keyboard alone', javaScript: true, work: keyboard },
  { how: 'by keyboard alone and without scripts', javaScript: false, work: keyboard },
];

for (const [index, { how, javaScript, work }] of WAYS.entries()) {
  test(`from sign-up to a published event with ordered tickets and resized pictures, ${how}`, async () => {
    const page = await browser.newPage({ javaScript });
    const organiser: Organiser = {
      page,
      hand: work(page),
      email: `odile.${index}@ropeworks.example`,
      name: 'Odile Vandersmissen',
      organizer: `Rope Works ${index}`,
      title: `Lamplight ${index}`,
    };
    await signUp(organiser);
    await openOrganizer(organiser);
    await createDraft(organiser);
    await fillBasics(organiser);
    await giveLook(organiser);
    await offerTickets(organiser);
    await reorder(organiser);
    await publish(organiser);
    await untilPicturesAreMade(`lamplight-${index}`);
    await visit(`lamplight-${index}`);
    page.expectQuiet();
    await page.context().close();
  });
}
