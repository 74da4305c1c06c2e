/**
 * How a person works with a page: with a pointer, or with nothing but a keyboard. A journey says what is done, the hand
 * does it.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import type { JourneyPage } from './browser.ts';

export type Upload = { name: string; mimeType: string; buffer: Buffer };

export type Hand = {
  /** Follows a link or presses a button. */
  press: (element: Locator) => Promise<void>;
  /** Replaces what stands in a field. */
  write: (field: Locator, text: string) => Promise<void>;
  /** Chooses an option of a list by its words. */
  pick: (list: Locator, option: string) => Promise<void>;
  /** Chooses one of several radio buttons. */
  choose: (radio: Locator) => Promise<void>;
  /** Ticks a box. */
  tick: (box: Locator) => Promise<void>;
  upload: (field: Locator, file: Upload) => Promise<void>;
};

/** Clicks, as most people do. */
export function pointer(): Hand {
  return {
    press: (element) => element.click(),
    write: (field, text) => field.fill(text),
    pick: async (list, option) => void (await list.selectOption({ label: option })),
    choose: (radio) => radio.check(),
    tick: (box) => box.check(),
    upload: (field, file) => field.setInputFiles(file),
  };
}

export type Way = {
  how: string;
  javaScript: boolean;
  work: (page: JourneyPage) => Hand;
  /** Whether axe goes through the pages: once is enough for those that scripts see. */
  axe: boolean;
};

/** In which ways a buyer's journey is gone. */
export const WAYS: readonly Way[] = [
  { how: 'with scripts', javaScript: true, work: pointer, axe: true },
  { how: 'without scripts', javaScript: false, work: pointer, axe: false },
  { how: 'by keyboard alone', javaScript: true, work: keyboard, axe: false },
];

/** The most presses of Tab that a page may ask for until everything on it was reached. */
const MOST_TABS = 150;

/**
 * Presses keys and nothing else: what Tab does not reach cannot be used, and where the focus cannot be seen the hand
 * refuses to go on.
 */
export function keyboard(page: JourneyPage): Hand {
  const { keyboard: keys } = page;
  // The browser hands file choosers over only while somebody listens, and hears of that later than of the next key: so
  // from the start.
  page.on('filechooser', () => undefined);
  const focus = async (element: Locator): Promise<void> => {
    await element.waitFor();
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await element.evaluate((element) => element === document.activeElement)) return expectVisibleFocus(element);
      await keys.press('Tab');
    }
    assert.fail(`Tab does not reach ${String(element)} on ${page.url()}`);
  };
  return {
    press: async (element) => {
      await focus(element);
      await keys.press('Enter');
    },
    write: async (field, text) => {
      await focus(field);
      if ((await field.getAttribute('type')) === 'datetime-local') return writeTime(page, text);
      await keys.press('ControlOrMeta+a');
      await keys.press('Delete');
      await keys.type(text);
    },
    pick: async (list, option) => {
      await focus(list);
      await keys.type(option);
    },
    choose: (radio) => arrowTo(page, radio, focus),
    tick: async (box) => {
      await focus(box);
      if (!(await box.isChecked())) await keys.press('Space');
    },
    upload: async (field, file) => {
      await focus(field);
      const chooser = page.waitForEvent('filechooser');
      await keys.press('Space');
      await (await chooser).setFiles(file);
    },
  };
}

/**
 * A field for date and time is several, one for each part; typed in the order of British English, the journeys' own.
 */
async function writeTime({ keyboard: keys }: JourneyPage, text: string): Promise<void> {
  const [year, month, day, hour, minute] = text.split(/[-T:]/) as [string, string, string, string, string];
  for (const part of [day, month, year.padStart(6, '0'), hour, minute]) await keys.type(part);
}

/** Tab reaches the group at the radio button that is chosen; arrows go on from there. */
async function arrowTo(page: JourneyPage, radio: Locator, focus: (element: Locator) => Promise<void>): Promise<void> {
  const name = await radio.getAttribute('name');
  const chosen = page.locator(`input[type=radio][name="${name}"]:checked`);
  await focus((await chosen.count()) > 0 ? chosen : page.locator(`input[type=radio][name="${name}"]`).first());
  for (let steps = 0; steps < 20 && !(await radio.isChecked()); steps += 1) await page.keyboard.press('ArrowDown');
  assert.ok(await radio.isChecked(), `Arrows do not reach ${String(radio)}`);
}

/**
 * An outline, a shadow or a border that is there only because of the focus cannot be told from the others; an outline
 * can.
 */
async function expectVisibleFocus(element: Locator): Promise<void> {
  // What a script puts in the place of the thing gets the focus a moment later.
  for (let looks = 0; looks < 20; looks += 1) {
    if (await element.evaluate(hasOutline)) return;
    await sleep(50);
  }
  assert.fail(`The focus on ${String(element)} cannot be seen`);
}

function hasOutline(element: Element): boolean {
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  return [element, ...labels, element.parentElement].some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
}
