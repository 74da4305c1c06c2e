/**
 * What a journey does on a page of Firefox or WebKit: it finds things by what people read on them, and waits for them.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Driver, InputSource } from './other-browsers.ts';

export type OtherPage = {
  goTo: (address: string) => Promise<void>;
  address: () => Promise<string>;
  /** Waits until the address matches. */
  untilAt: (address: RegExp) => Promise<void>;
  /** Waits until the page shows these words. */
  see: (words: string | RegExp) => Promise<void>;
  /** What the page shows. */
  text: () => Promise<string>;
  /** How many elements of that selector are shown. */
  count: (selector: string) => Promise<number>;
  /** Presses what has that name with the pointer: a link, a button, a summary, or the choice of that label. */
  press: (what: Pressed, name: string | RegExp) => Promise<void>;
  /** Goes to the page before, as the browser's own button does. */
  goBack: () => Promise<void>;
  /** Presses into the field of that label and types, in place of what was there. */
  type: (label: string, text: string) => Promise<void>;
  /** Sets a choice or a date, whose own surfaces no driver reaches, and says so to the page. */
  choose: (label: string, value: string) => Promise<void>;
  /** Nothing scrolls sideways, and the browser complained of nothing. */
  check: () => Promise<void>;
};

type Pressed = 'link' | 'button' | 'summary' | 'choice';
type Kind = Pressed | 'field';
type Place = { x: number; y: number };

const LIMIT_MS = 20_000;

/** The page that is open in that browser. */
export function openOtherPage(driver: Driver): OtherPage {
  const run = async <A extends unknown[], R>(work: (...args: A) => R, ...args: A): Promise<R> => {
    const values = args.map((arg) => JSON.stringify(arg)).join();
    return JSON.parse(await driver.evaluate(`JSON.stringify((${work})(${values}) ?? null)`));
  };
  const text = (): Promise<string> => run(() => document.body.innerText);
  const address = (): Promise<string> => run(() => location.href);
  const until = async <T>(look: () => Promise<T | null | false>, what: string): Promise<T> => {
    let fault = '';
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(100)) {
      // A page that is just left answers nothing.
      const found = await look().catch((error: Error) => {
        fault = `; the browser says: ${error.message}`;
        return null;
      });
      if (found) return found;
    }
    return assert.fail(`${what}${fault}; ${await address()} shows:\n${await text()}`);
  };
  const placeOf = (kind: Kind, name: string | RegExp): Promise<Place> => {
    const pattern = typeof name === 'string' ? `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : name.source;
    return until(() => run(findPlace, kind, pattern), `No ${kind} is named ${name}`);
  };
  /** Where it is once the page is loaded and no longer moves: a press goes to a place, not to a button. */
  const settledPlaceOf = async (kind: Kind, name: string | RegExp): Promise<Place> => {
    await until(() => run(() => document.readyState === 'complete'), 'The page is not loaded');
    for (let before = await placeOf(kind, name); ;) {
      await sleep(100);
      const now = await placeOf(kind, name);
      if (now.x === before.x && now.y === before.y) return now;
      before = now;
    }
  };
  const press = async (place: Place): Promise<void> => driver.perform([pointer(place)]);
  return {
    goTo: driver.goTo,
    address,
    text,
    untilAt: async (pattern) =>
      void (await until(async () => pattern.test(await address()), `The address is not ${pattern}`)),
    see: async (words) => {
      const shows = (shown: string): boolean => (typeof words === 'string' ? shown.includes(words) : words.test(shown));
      await until(async () => shows(await text()), `The page does not say ${words}`);
    },
    count: (selector) =>
      run((wanted) => [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility()).length, selector),
    press: async (what, name) => press(await settledPlaceOf(what, name)),
    goBack: async () => void (await run(() => history.back())),
    type: async (label, words) => {
      await press(await settledPlaceOf('field', label));
      await run(() => (document.activeElement as HTMLInputElement).select());
      await driver.perform([keys(words)]);
      await until(
        () => run((typed) => (document.activeElement as HTMLInputElement).value === typed, words),
        `${label} does not take ${words}`,
      );
    },
    choose: async (label, value) => {
      await placeOf('field', label);
      await until(() => run(setValue, label, value), `${label} does not take ${value}`);
    },
    check: async () => {
      const wider = await run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.deepEqual(
        { wider, complaints: await driver.takeComplaints() },
        { wider: 0, complaints: [] },
        await address(),
      );
    },
  };
}

/** Runs in the page: scrolls to what has that name and gives its middle, unless something lies over it. */
function findPlace(kind: Kind, pattern: string): Place | null {
  const named = new RegExp(pattern);
  const nameOf = (one: Element): string =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').replace(/\s+/g, ' ').trim();
  const selectors = {
    link: 'a[href]',
    button: 'button',
    summary: 'summary',
    choice: 'label',
    field: 'label, [aria-label]',
  };
  const found = [...document.querySelectorAll<HTMLElement>(selectors[kind])]
    .filter((one) => named.test(nameOf(one)))
    .map((one) => (kind === 'field' && one instanceof HTMLLabelElement ? one.control : one))
    .find((one) => one?.checkVisibility() && !one.closest('[aria-hidden="true"]'));
  if (!found) return null;
  found.scrollIntoView({ block: 'center', behavior: 'instant' });
  const [box] = found.getClientRects();
  if (!box) return null;
  const place = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  const top = document.elementFromPoint(place.x, place.y);
  return top && (found.contains(top) || top.contains(found)) ? place : null;
}

/** Runs in the page, after `findPlace` found the field. */
function setValue(label: string, value: string): boolean {
  const plain = (one: Element): string =>
    (one.getAttribute('aria-label') ?? one.textContent ?? '').replace(/\s+/g, ' ').trim();
  const named = [...document.querySelectorAll('label, select[aria-label], input[aria-label]')].filter(
    (one) => plain(one) === label,
  );
  const field = named
    .map((one) => (one instanceof HTMLLabelElement ? one.control : one))
    .find((one) => one?.checkVisibility()) as HTMLInputElement;
  field.focus();
  const option = field instanceof HTMLSelectElement && [...field.options].find(({ text }) => text.trim() === value);
  const wanted = option ? option.value : value;
  field.value = wanted;
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  return field.value === wanted;
}

function pointer({ x, y }: Place): InputSource {
  const actions = [
    { type: 'pointerMove', x, y, duration: 0, origin: 'viewport' },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  return { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
}

function keys(words: string): InputSource {
  return {
    type: 'key',
    id: 'keyboard',
    actions: [...words].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]),
  };
}
