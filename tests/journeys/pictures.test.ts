/** Pictures of a conference, from an import to what a browser shows of them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { CarriedFile, MediaRef, Reading } from '#features/exchange/conference.ts';
import { carriedFile } from '#features/exchange/server/make-carried-file.ts';
import { importConference } from '#features/exchange/server/import-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { axeFindings, layoutShift, openBrowser, overflowOf, untilScriptsRan } from '#testing/browser.ts';
import { makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const slug = await importWithPictures();
const base = `${foyer.url}/e/${slug}`;

/** The demo with a header, a logo, photos of the first five speakers and the sponsors' logos. */
async function importWithPictures(): Promise<string> {
  const conference = makeDemoConference();
  const files = new Map<string, CarriedFile>();
  const keep = async (name: string, bytes: Promise<Buffer>): Promise<MediaRef> => {
    files.set(name, carriedFile(await bytes));
    return { file: name };
  };
  conference.event.header = await keep('header.jpg', photo(1600, 1000));
  conference.event.logo = await keep('logo.png', logo());
  for (const [i, speaker] of conference.speakers.slice(0, 5).entries())
    speaker.photo = await keep(`speaker-${i}.jpg`, photo(600, 800));
  for (const [i, sponsor] of conference.sponsors.entries()) sponsor.logo = await keep(`sponsor-${i}.png`, logo());
  for (const speaker of conference.speakers.slice(0, 5)) speaker.featured = true;
  const { slug: organizer } = await createOrganizer(foyer.ctx(), { name: 'Lantern Society' });
  const reading: Reading = { format: 'open-event', dialect: 'demo', conference, files, repaired: [], skipped: [] };
  const report = await importConference(foyer.ctx(), await authoriseOrganizer(foyer.ctx(), organizer, 'import'), {
    reading,
    storage: foyer.opened.storage,
    publish: true,
  });
  return report.event.slug;
}

/** As a phone takes it: with the place where it was taken. */
function photo(width: number, height: number): Promise<Buffer> {
  const noise = sharp(randomBytes(12 * 8 * 3), { raw: { width: 12, height: 8, channels: 3 } });
  return noise
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 42/1 0/1' } })
    .jpeg()
    .toBuffer();
}

function logo(): Promise<Buffer> {
  const plate = sharp({ create: { width: 700, height: 260, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  return plate
    .composite([{ input: { create: { width: 400, height: 160, channels: 4, background: '#234567' } } }])
    .png()
    .toBuffer();
}

/** The page once nothing is left to do for it. */
async function settledPage(path: string): Promise<string> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const waiting = await foyer
      .ctx()
      .db.selectFrom('jobs')
      .select('id')
      .where('queue', 'in', ['make_variants', 'rebuild_exports'])
      .where('state', '!=', 'dead')
      .execute();
    if (waiting.length === 0) break;
    await sleep(100);
  }
  return (await fetch(`${base}${path}`)).text();
}

const addressesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/\/media\/\d+\/[0-9a-f]+(?:\/[\w.-]+)?/g)].map(([address]) => address)),
];

test('no page shows where a photo was taken while its sizes are not made, and every page shows them, beside the logo, once they are', async () => {
  const first = await (await fetch(`${base}/speakers`)).text();
  for (const address of addressesIn(first)) {
    const body = Buffer.from(await (await fetch(`${foyer.url}${address}`)).arrayBuffer());
    assert.equal((await sharp(body).metadata()).exif, undefined);
  }
  const html = await settledPage('/speakers');
  assert.equal(html.match(/<picture/g)?.length, 1 + 5);
  assert.deepEqual(
    await foyer.ctx().db.selectFrom('jobs').select(['queue', 'lastError']).where('state', '=', 'dead').execute(),
    [],
  );
});

test('every file that a page offers is there, of the type it claims, without metadata, to be kept for ever', async () => {
  const html = (await settledPage('')) + (await settledPage('/speakers')) + (await settledPage('/speakers/1'));
  const addresses = addressesIn(html);
  const types = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' };
  assert.deepEqual([...new Set(addresses.map((address) => address.split('.')[1]))].sort(), Object.keys(types).sort());
  for (const address of addresses) {
    const answer = await fetch(`${foyer.url}${address}`);
    assert.equal(answer.status, 200, address);
    assert.equal(answer.headers.get('content-type'), types[address.split('.')[1] as keyof typeof types]);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'; (?!.*script).*sandbox$/);
    const { exif, icc, xmp } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    assert.deepEqual({ exif, icc, xmp }, { exif: undefined, icc: undefined, xmp: undefined });
  }
  const part = await fetch(`${foyer.url}${addresses[0]}`, { headers: { range: 'bytes=0-3' } });
  assert.deepEqual([part.status, (await part.arrayBuffer()).byteLength], [206, 4]);
  for (const wrong of [
    '/media/1/0000000000000000/logo.avif',
    (addresses[0] as string).replace(/\w+$/, 'svg'),
    `${addresses[0]}.jpg`,
  ]) {
    assert.equal((await fetch(`${foyer.url}${wrong}`)).status, 404, wrong);
  }
});

for (const width of [360, 1280]) {
  test(`a browser of ${width} pixels shows all pictures in AVIF, and nothing jumps`, async () => {
    const page = await browser.newPage({ width });
    for (const path of ['', '/speakers', '/speakers/1']) {
      await page.goto(`${base}${path}`);
      const shown = await page.evaluate(async () => {
        const images = [...document.querySelectorAll('picture img')] as HTMLImageElement[];
        for (const image of images) {
          image.loading = 'eager';
          await image.decode();
        }
        return images.map((image) => ({
          ending: image.currentSrc.split('.').at(-1),
          seen: image.naturalWidth > 0 && image.clientWidth > 0,
          sized: image.hasAttribute('width') && image.hasAttribute('height'),
        }));
      });
      assert.equal(shown.length > 0, true);
      for (const image of shown) assert.deepEqual(image, { ending: 'avif', seen: true, sized: true });
      assert.equal((await layoutShift(page)) < 0.1, true);
      assert.deepEqual(await axeFindings(page), []);
      page.expectQuiet();
    }
  });
}

for (const javaScript of [true, false]) {
  test(`people choose what stays in view of their own picture, ${javaScript ? 'with scripts' : 'without scripts'}`, async () => {
    const user = await makeUser(foyer.ctx());
    const context = await browser.newContext({ width: 360, javaScript });
    await foyer.signInAs(context, user.userId);
    const page = await browser.newPage({}, context);
    await page.goto(`${foyer.url}/account/picture`);
    await page
      .getByLabel('Picture', { exact: true })
      .setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: await photo(800, 400) });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('Picture uploaded.').waitFor();
    const across = page.getByLabel('Left to right');
    assert.equal(await across.inputValue(), '50');
    if (javaScript) {
      await untilScriptsRan(page);
      const whole = page.getByRole('img', { name: 'Whole picture' });
      const box = await whole.boundingBox();
      await whole.click({ position: { x: (box?.width ?? 0) * 0.1, y: (box?.height ?? 0) * 0.5 } });
    } else await across.fill('10');
    assert.equal(await overflowOf(page), 0);
    if (javaScript) assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByText('Saved. The new view appears in a moment.').waitFor();
    assert.equal(await across.inputValue(), '10');
    page.expectQuiet();
  });
}
