/** A real Chromium for journeys: what a reader may have or lack is an option, and every complaint fails the journey. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { storeFailedPages } from './failed-pages.ts';

/** Where browsers usually are, the quickest first; CHROMIUM names another. */
const PLACES: string[] = JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'bin/browsers.json'), 'utf8'));
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Everything that WCAG 2.2 AA asks for and a machine can tell, and what axe holds to be good practice. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type Reader = {
  /** Whether scripts run; they do unless told otherwise. */
  javaScript?: boolean;
  width?: number;
  height?: number;
  /** Pixels of the screen for each of the page. */
  scale?: number;
  dark?: boolean;
  locale?: string;
  timeZone?: string;
};

export type JourneyPage = Page & {
  /**
   * Fails when the browser complained of anything since it was asked last: console errors, uncaught errors, failed
   * requests.
   */
  expectQuiet: () => void;
  /** Lets the next complaints that match pass: a journey that goes to a missing page hears of it in the console. */
  allow: (complaint: RegExp) => void;
};

export type JourneyBrowser = {
  browser: Browser;
  /** Opens a context for one reader; it is closed with the browser. */
  newContext: (reader?: Reader) => Promise<BrowserContext>;
  /** A page in a context of its own, or in `context`. */
  newPage: (reader?: Reader, context?: BrowserContext) => Promise<JourneyPage>;
};

/** One browser for the test file, closed when the file is done. */
export async function openBrowser(): Promise<JourneyBrowser> {
  const executablePath = [process.env.CHROMIUM, ...PLACES].find((file) => file && existsSync(file));
  if (!executablePath) throw new Error('There is no Chromium; set CHROMIUM to the path of one');
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  after(() => browser.close());
  const failedPages = storeFailedPages(process.env.TEST_TRACES);
  const newContext = async (reader: Reader = {}): Promise<BrowserContext> => {
    const {
      javaScript = true,
      width = 1280,
      height = 900,
      scale = 1,
      dark = false,
      locale = 'en-GB',
      timeZone = 'Europe/Brussels',
    } = reader;
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      locale,
      timezoneId: timeZone,
      javaScriptEnabled: javaScript,
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(watchLayout);
    await failedPages?.watch(context);
    return context;
  };
  return {
    browser,
    newContext,
    newPage: async (reader, context) => listenTo(await (context ?? (await newContext(reader))).newPage()),
  };
}

/** Runs in the page before anything else: sums the shifts of layout that nobody asked for. */
function watchLayout(): void {
  const kept = globalThis as unknown as { layoutShift: number };
  kept.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
      if (!entry.hadRecentInput) kept.layoutShift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

function listenTo(page: Page): JourneyPage {
  const complaints: string[] = [];
  const allowed: RegExp[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (!/ERR_ABORTED/.test(reason)) complaints.push(`failed: ${request.url()} ${reason}`);
  });
  return Object.assign(page, {
    allow: (complaint: RegExp) => {
      allowed.push(complaint);
    },
    expectQuiet: () => {
      const heard = complaints.splice(0).filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)));
      assert.deepEqual(heard, [], `The browser complained on ${page.url()}`);
    },
  });
}

/**
 * Waits for what scripts make of the page at once: `goto` does so itself, a press that leads to another page does not.
 * A page without scripts is merely whole then.
 */
export async function untilScriptsRan(page: Page): Promise<void> {
  await page.waitForLoadState('load');
}

/**
 * Loads the page until it shows `words`: some things pass in the background before it does. One that follows them may
 * load itself just then.
 */
export async function untilSays(page: Page, words: string | RegExp): Promise<void> {
  for (let looks = 0; looks < 60; looks += 1) {
    if (await page.getByText(words).first().isVisible()) return;
    await page.waitForTimeout(250);
    await page.reload().catch((error: Error) => assert.match(error.message, /ERR_ABORTED/));
  }
  assert.fail(`${page.url()} does not come to say ${words}`);
}

/** The cumulative layout shift of the page so far. Needs a reader with scripts. */
export async function layoutShift(page: Page): Promise<number> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page.evaluate(() => (globalThis as unknown as { layoutShift: number }).layoutShift);
}

/** How many pixels the page is wider than its window: 0 unless it scrolls sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Texts that are cut off: what they fill is larger than what is shown of it, and nothing scrolls. */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isCut = (element: Element): boolean => {
      const { overflowX, overflowY, position, clipPath } = getComputedStyle(element);
      // Hidden from the eye alone, and read out.
      if (position === 'absolute' && (clipPath !== 'none' || element.clientWidth <= 1)) return false;
      const cut = (overflow: string, whole: number, shown: number): boolean =>
        ['hidden', 'clip'].includes(overflow) && shown > 0 && whole > shown + 1;
      return (
        cut(overflowX, element.scrollWidth, element.clientWidth) ||
        cut(overflowY, element.scrollHeight, element.clientHeight)
      );
    };
    return [...document.querySelectorAll('body *')]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
      .filter(isCut)
      .map((element) => (element.textContent ?? '').trim().slice(0, 60));
  });
}

/** A line of text on the page; `owner` numbers the element that it stands in. */
type LineOfText = { text: string; owner: number; left: number; right: number; top: number; bottom: number };

/** Texts that lie on each other: each pair of lines of text that share more than a sliver of the page. */
async function overlappingTexts(page: Page): Promise<string[]> {
  const lines = await linesOfText(page);
  const doOverlap = (a: LineOfText, b: LineOfText): boolean => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return a.owner !== b.owner && wide > 2 && tall > Math.min(a.bottom - a.top, b.bottom - b.top) / 3;
  };
  const faults = lines.flatMap((a, i) =>
    lines
      .slice(i + 1)
      .filter((b) => doOverlap(a, b))
      .map((b) => `"${a.text}" lies on "${b.text}"`),
  );
  return [...new Set(faults)];
}

/** All lines of text in the flow of the page: not what is hidden, closed, or moves over it when it is scrolled. */
function linesOfText(page: Page): Promise<LineOfText[]> {
  return page.evaluate(() => {
    const isApart = (element: Element | null): boolean =>
      element !== null &&
      (['absolute', 'fixed', 'sticky'].includes(getComputedStyle(element).position) || isApart(element.parentElement));
    const linesOf = (node: Node, element: Element): DOMRect[] => {
      const range = document.createRange();
      range.selectNodeContents(node);
      // Of a name that ends in dots only what is seen counts.
      const seen = getComputedStyle(element).overflowX === 'visible' ? undefined : element.getBoundingClientRect();
      return [...range.getClientRects()].map(({ left, right, top, height }) => {
        const from = Math.max(left, seen?.left ?? left);
        return new DOMRect(from, top, Math.min(right, seen?.right ?? right) - from, height);
      });
    };
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.checkVisibility({ opacityProperty: true }) && !isApart(element))
      .filter((element) => !element.matches('option, script, style, noscript'))
      .flatMap((element, owner) =>
        [...element.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
          .flatMap((node) =>
            linesOf(node, element)
              .filter(({ width, height }) => width > 2 && height > 2)
              .map(({ left, right, top, bottom }) => {
                const text = (node.textContent ?? '').trim().slice(0, 40);
                return { text, owner, left, right, top, bottom };
              }),
          ),
      );
  });
}

/**
 * Which texts of a page in a pseudo-language do not fit, at each width. Names end in dots where they are too long; what
 * the catalogue has is in brackets.
 */
export async function longTextFaults(page: Page, widths: readonly number[]): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await overflowOf(page);
    const cut = (await clippedTexts(page)).filter((text) => text.includes('['));
    faults.push(
      ...(overflow > 0 ? [`${width}: ${overflow} px wider than the window`] : []),
      ...cut.map((text) => `${width}: "${text}" is cut off`),
      ...(await overlappingTexts(page)).map((pair) => `${width}: ${pair}`),
    );
  }
  return faults;
}

/** What axe finds, one line for each element. `rules` narrows it down; none means all. */
export async function axeFindings(page: Page, rules: string[] = []): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe.withTags(AXE_TAGS)).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      (node) =>
        `${id} (${help}): ${node.target.join(' ')} ${node.failureSummary?.split('\n').slice(1, 3).join(' ').trim() ?? ''}`,
    ),
  );
}

/** Nothing scrolls sideways, nothing went wrong behind it, and with `axe` nothing keeps anybody out. */
export async function checkPage(page: JourneyPage, axe: boolean): Promise<void> {
  assert.equal(await overflowOf(page), 0);
  if (axe) assert.deepEqual(await axeFindings(page), []);
  page.expectQuiet();
}
