/**
 * Pictures that the documentation shows. The looks journey takes them, so that they are of the pages as they are:
 * SCREENSHOTS=docs. tests/architecture/documented.test.ts holds this list against the documents and the folder.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { PROGRAM_ROOT } from '#platform/config.ts';

/**
 * What a look has of it: `look` is its name in the journey, `from` the element at which the picture begins, `only` the
 * one that it shows alone.
 */
export type Documented = { look: string; on: 'phone' | 'laptop'; height: number; from?: string; only?: string };

export const PICTURES_FOLDER = path.join(PROGRAM_ROOT, 'docs/screenshots');
/** No picture may be larger, in bytes. */
export const LARGEST_PICTURE = 120_000;

/** A line around each, in pixels, since pages and documents are of the same white. */
const HAIRLINE = 2;
const LINE = '#d8d0c4';

/** By the name of the file, without `.webp`. */
export const DOCUMENTED: Record<string, Documented> = {
  event: { look: 'event', on: 'laptop', height: 720 },
  schedule: { look: 'schedule', on: 'laptop', height: 720, from: 'main' },
  shop: { look: 'event', on: 'phone', height: 720, from: '#tickets' },
  details: { look: 'details-asked', on: 'phone', height: 720, from: 'h1' },
  pay: { look: 'pay', on: 'phone', height: 720, from: 'h1' },
  transfer: { look: 'order-to-pay', on: 'phone', height: 900, from: 'h1' },
  order: { look: 'order-paid', on: 'phone', height: 680, from: 'h1' },
  'pass-on': { look: 'order-ticket', on: 'phone', height: 680, from: 'h1' },
  dashboard: { look: 'event-dashboard', on: 'laptop', height: 720 },
  wizard: { look: 'wizard-basics', on: 'laptop', height: 720 },
  look: { look: 'event-look', on: 'laptop', height: 720 },
  publish: { look: 'wizard-publish', on: 'laptop', height: 720 },
  tickets: { look: 'tickets', on: 'laptop', height: 720 },
  discount: { look: 'discount-edit', on: 'laptop', height: 720 },
  'ways-to-pay': { look: 'payment-settings', on: 'laptop', height: 860 },
  orders: { look: 'orders-none', on: 'laptop', height: 960 },
  'one-order': { look: 'order-sold', on: 'laptop', height: 860 },
  attendees: { look: 'attendees-none', on: 'laptop', height: 720 },
  money: { look: 'money-sold', on: 'laptop', height: 640 },
  'order-money': { look: 'order-money', on: 'laptop', height: 640 },
  'needs-a-look': { look: 'money-cards', on: 'laptop', height: 720, only: 'section:has(> #differences)' },
  payouts: { look: 'money-cards', on: 'phone', height: 720, only: 'section:has(> #books)' },
  statement: { look: 'statements', on: 'laptop', height: 560 },
  questions: { look: 'questions-asked', on: 'laptop', height: 480 },
  message: { look: 'messages-new', on: 'laptop', height: 720 },
  templates: { look: 'messages-templates', on: 'laptop', height: 720 },
  waiting: { look: 'waiting-list', on: 'laptop', height: 720 },
  sessions: { look: 'sessions', on: 'laptop', height: 720 },
  preview: { look: 'preview', on: 'laptop', height: 720 },
  team: { look: 'team', on: 'laptop', height: 720 },
};

/**
 * As wide as a document shows it: of a phone twice as many pixels as are said there, so that small words stay sharp.
 */
const SIZES = { phone: { width: 360, scale: 2 }, laptop: { width: 1100, scale: 1.25 } } as const;

/** Takes the picture of the page that is open there at the width of `on`. */
export async function storeDocumented(page: Page, name: string, documented: Documented): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const picture = await page.screenshot({ fullPage: true, clip: await clipOf(page, documented) });
  const { size } = await sharp(picture)
    .extend({ top: HAIRLINE, bottom: HAIRLINE, left: HAIRLINE, right: HAIRLINE, background: LINE })
    .webp({ quality: 80, effort: 6 })
    .toFile(path.join(PICTURES_FOLDER, `${name}.webp`));
  assert.ok(size <= LARGEST_PICTURE, `${name}.webp has ${size} bytes`);
}

/** A little is left around what begins it, or stands alone. */
const AROUND = 16;

async function clipOf(
  page: Page,
  { height, from, only }: Documented,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const first = only ?? from;
  const { left, top, width, bottom } = first
    ? await page
        .locator(first)
        .first()
        .evaluate((element) => ({
          left: element.getBoundingClientRect().left,
          width: element.getBoundingClientRect().width,
          top: element.getBoundingClientRect().top + scrollY,
          bottom: element.getBoundingClientRect().bottom + scrollY,
        }))
    : { left: 0, top: 0, width: 0, bottom: 0 };
  if (only) return { x: left - AROUND, y: top - AROUND, width: width + 2 * AROUND, height: bottom - top + 2 * AROUND };
  return { x: 0, y: Math.max(0, top - AROUND), width: page.viewportSize()?.width ?? 0, height };
}

/** Opens a window of the picture's size, so that what is as tall as the window ends with it; `open` makes a context. */
export function openFor(
  { on, height }: Documented,
  open: (reader: { width: number; height: number; scale: number; timeZone: string }) => Promise<BrowserContext>,
): Promise<BrowserContext> {
  return open({ ...SIZES[on], height, timeZone: 'Europe/Brussels' });
}
