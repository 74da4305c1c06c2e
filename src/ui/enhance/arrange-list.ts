/**
 * Lists whose things can be moved: `[data-arrange]` holds `[data-item]` in order. Handles (`[data-grip]`) show up and
 * take dragging and arrow keys; the buttons of each thing's form go on working without loading the page anew. Every
 * move is sent to `data-action`, one after the other, and the list becomes what the answer says it is: what others
 * moved meanwhile included. Escape, or a touch that the system takes away, puts back what is dragged. Whoever comes
 * back to the window sees how the list stands by then.
 */
import Sortable from 'sortablejs';
import { readPage } from './read-page.ts';

/** Brings the lists of this page to life. */
export function arrangeLists(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-arrange]')) arrange(list);
}

type Move = { item: string; after: string };
type Focus = { item: string; what: 'grip' | 'up' | 'down' };

function arrange(list: HTMLElement): void {
  let queue = Promise.resolve();
  const unsent: Move[] = [];
  let waiting = 0;
  let dragging = false;
  /** Behind what the dragged thing stood; set while it is dragged. */
  let origin: Element | null = null;
  let cancelled = false;

  const send = (key: string, after: string, focus: Focus | null): void => {
    const move: Move = { item: key, after };
    waiting += 1;
    unsent.push(move);
    queue = queue
      .then(() => sendNow(list, unsent, move))
      .then((fresh) => {
        waiting -= 1;
        if (waiting > 0 || dragging || !fresh) return;
        show(list, fresh, focus);
        // Others may have moved things too: where it stands in truth.
        const item = itemOf(list, key);
        if (item) announcePlace(list, item);
      }, failed);
  };
  const failed = (): void => {
    announce(list.dataset.failed ?? '');
    setTimeout(() => location.reload(), 1500);
  };
  const sendPlace = (item: HTMLElement, focus: Focus | null): void => {
    const { previousElementSibling: before } = item;
    send(keyOf(item), before instanceof HTMLElement ? keyOf(before) : '', focus);
    announcePlace(list, item);
  };

  // Who goes on to another page right after a move has moved it. Of several moves of one thing the last says where it
  // stands.
  addEventListener('pagehide', () => {
    const left = unsent.splice(0);
    for (const move of left.filter(({ item }, at) => left[at + 1]?.item !== item))
      post(list, move).catch(() => undefined);
  });
  showGrips(list);
  Sortable.create(list, {
    handle: '[data-grip]',
    draggable: '[data-item]',
    animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 140,
    ghostClass: 'lifted',
    // The browser's own dragging differs between mouse and touch, and shows pictures that nobody can style.
    forceFallback: true,
    fallbackTolerance: 3,
    onStart: ({ item }) => {
      dragging = true;
      cancelled = false;
      origin = item.previousElementSibling;
    },
    onEnd: ({ item, oldIndex, newIndex }) => {
      dragging = false;
      if (cancelled) {
        if (origin) origin.after(item);
        else list.prepend(item);
        announce(list.dataset.cancelled ?? '');
        return;
      }
      if (oldIndex !== newIndex) sendPlace(item, null);
    },
  });

  // Before Sortable hears of it: what follows is taken for a drop.
  const giveUp = (): void => {
    if (dragging) cancelled = true;
  };
  for (const kind of ['pointercancel', 'touchcancel'] as const)
    document.addEventListener(kind, giveUp, { capture: true });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !dragging) return;
    event.preventDefault();
    cancelled = true;
    for (const kind of ['pointerup', 'mouseup', 'touchend']) document.dispatchEvent(new Event(kind, { bubbles: true }));
  });

  const refresh = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || dragging || waiting > 0) return;
    const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
    const fresh = readPage(await answer.text()).querySelector<HTMLElement>('[data-arrange]');
    if (!answer.ok || !fresh || dragging || waiting > 0 || orderOf(fresh) === orderOf(list)) return;
    show(list, fresh, null);
    announce(list.dataset.fresh ?? '');
    // What was moved last need not stand where it did: putting it back is no longer offered.
    document.querySelector('[data-arrange-undo]')?.replaceChildren();
  };
  const look = (): void => {
    refresh().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);

  list.addEventListener('keydown', (event) => {
    const item =
      event.target instanceof Element && event.target.closest('[data-grip]')
        ? event.target.closest<HTMLElement>('[data-item]')
        : null;
    const to = item ? targetOf(list, item, event.key) : undefined;
    if (!item || to === undefined) return;
    event.preventDefault();
    if ([...list.children].indexOf(item) === to) return;
    const others = [...list.children].filter((other) => other !== item);
    list.insertBefore(item, others[to] ?? null);
    item.querySelector<HTMLElement>('[data-grip]')?.focus();
    sendPlace(item, { item: keyOf(item), what: 'grip' });
  });

  list.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    const item = form instanceof HTMLElement ? form.closest<HTMLElement>('[data-item]') : null;
    if (!item || !(submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const step = submitter.value === 'up' ? 'up' : 'down';
    const neighbour = step === 'up' ? item.previousElementSibling : item.nextElementSibling;
    if (!neighbour) return;
    if (step === 'up') neighbour.before(item);
    else neighbour.after(item);
    submitter.focus();
    sendPlace(item, { item: keyOf(item), what: step });
  });
}

/** What stands in a list, as one text to compare. */
const orderOf = (list: HTMLElement): string =>
  [...list.querySelectorAll<HTMLElement>('[data-item]')]
    .map((item) => `${keyOf(item)} ${item.dataset.name ?? ''}`)
    .join('\n');
const keyOf = (item: HTMLElement): string => item.dataset.item ?? '';
const itemOf = (list: HTMLElement, key: string): HTMLElement | undefined =>
  [...list.querySelectorAll<HTMLElement>('[data-item]')].find((item) => keyOf(item) === key);

/** Where a key moves the thing to; undefined for keys that move nothing. */
function targetOf(list: HTMLElement, item: HTMLElement, key: string): number | undefined {
  const [at, last] = [[...list.children].indexOf(item), list.children.length - 1];
  const targets: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(0, Math.min(last, target));
}

/** Undefined for a move that was sent before. */
function sendNow(list: HTMLElement, unsent: Move[], move: Move): Promise<HTMLElement> | undefined {
  const at = unsent.indexOf(move);
  if (at < 0) return undefined;
  unsent.splice(at, 1);
  return post(list, move);
}

/** Sends a move as its form would, and goes on when the page is left; gives the list of the page that comes back. */
async function post(list: HTMLElement, move: Move): Promise<HTMLElement> {
  const answer = await fetch(list.dataset.action ?? '', {
    method: 'POST',
    keepalive: true,
    body: new URLSearchParams(move),
    headers: { accept: 'text/html' },
  });
  const page = readPage(await answer.text());
  const fresh = answer.ok ? page.querySelector<HTMLElement>('[data-arrange]') : null;
  if (!fresh) throw new Error(`The move was answered with ${answer.status}`);
  document
    .querySelector('[data-arrange-undo]')
    ?.replaceChildren(...(page.querySelector('[data-arrange-undo]')?.children ?? []));
  return fresh;
}

function show(list: HTMLElement, fresh: HTMLElement, focus: Focus | null): void {
  const active = document.activeElement;
  const held =
    focus ??
    (active instanceof HTMLElement && list.contains(active) && active.dataset.grip !== undefined
      ? { item: keyOf(active.closest('[data-item]') as HTMLElement), what: 'grip' as const }
      : null);
  const moveFocus = held !== null && (active === document.body || (active !== null && list.contains(active)));
  list.replaceChildren(...fresh.children);
  showGrips(list);
  if (!held || !moveFocus) return;
  const item = itemOf(list, held.item);
  const button =
    held.what === 'grip' ? null : item?.querySelector<HTMLButtonElement>(`button[value='${held.what}']:enabled`);
  (button ?? item?.querySelector<HTMLElement>(held.what === 'grip' ? '[data-grip]' : 'form button:enabled'))?.focus();
}

function showGrips(list: HTMLElement): void {
  for (const grip of list.querySelectorAll<HTMLElement>('[data-grip]')) grip.hidden = false;
  const hint = document.querySelector<HTMLElement>('[data-arrange-hint]');
  if (hint) hint.hidden = false;
}

function announcePlace(list: HTMLElement, item: HTMLElement): void {
  const [at, count] = [[...list.children].indexOf(item) + 1, list.children.length];
  announce(
    (list.dataset.said ?? '')
      .replace('{name}', () => item.dataset.name ?? '')
      .replace('{at}', String(at))
      .replace('{count}', String(count)),
  );
}

function announce(words: string): void {
  const said = document.querySelector('[data-arrange-said]');
  if (said && said.textContent !== words) said.textContent = words;
}
