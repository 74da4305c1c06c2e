/**
 * The schedule, livelier: the filter answers while one types, and what runs now is marked every minute.
 *
 * The page's own server draws every answer: the filter's form is fetched as the address it stands for and the part of
 * the page inside `[data-schedule]` is put in place. Whatever goes wrong, the form is simply sent.
 */
import { readPage } from './read-page.ts';

const WAIT = 180;

/** Marks everything between its `data-start` and `data-end`. */
export function markNow(root: ParentNode = document, now: number = Date.now()): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-start][data-end]:not(.off)')) {
    const running = Number(element.dataset.start) <= now && now < Number(element.dataset.end);
    if (running !== element.hasAttribute('data-now')) element.toggleAttribute('data-now', running);
  }
}

function addressOf(form: HTMLFormElement): URL {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '') address.searchParams.append(name, value);
  }
  return address;
}

/** Where the reader was: the control with the focus, its caret, and how far the grid was scrolled. */
function remember(schedule: Element): (fresh: Element) => void {
  const focused = document.activeElement;
  const id = focused && schedule.contains(focused) ? focused.id : '';
  const caret = focused instanceof HTMLInputElement ? focused.selectionStart : null;
  const open = schedule.querySelector('details')?.open ?? false;
  const region = schedule.querySelector('[role="region"]');
  const [left, top] = [region?.scrollLeft ?? 0, region?.scrollTop ?? 0];
  return (fresh) => {
    const details = fresh.querySelector('details');
    if (details && open) details.open = true;
    fresh.querySelector('[role="region"]')?.scrollTo({ left, top, behavior: 'instant' });
    const control = id ? document.getElementById(id) : null;
    control?.focus({ preventScroll: true });
    if (control instanceof HTMLInputElement && caret !== null) control.setSelectionRange(caret, caret);
  };
}

/** Starts both; `onChange` runs after each new answer, for whatever else decorates the schedule. */
export function enlivenSchedule(onChange: (schedule: Element) => void = () => {}): void {
  let asked: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = async (address: URL, form: HTMLFormElement): Promise<void> => {
    asked?.abort();
    const request = new AbortController();
    asked = request;
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { accept: 'text/html' } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const page = readPage(await answer.text());
      const old = document.querySelector('[data-schedule]');
      const fresh = page.querySelector('[data-schedule]');
      if (!old || !fresh || request.signal.aborted) return;
      const restore = remember(old);
      const typed = form.querySelector<HTMLInputElement>('input[type="search"]')?.value;
      old.replaceWith(fresh);
      const search = fresh.querySelector<HTMLInputElement>('input[type="search"]');
      if (search && typed !== undefined) search.value = typed;
      restore(fresh);
      history.replaceState(history.state, '', address);
      markNow(fresh);
      onChange(fresh);
    } catch {
      if (!request.signal.aborted) form.submit();
    }
  };

  const formOf = (event: Event): HTMLFormElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLFormElement>('form[data-schedule-filter]') : null;

  const later = (event: Event, wait: number): void => {
    const form = formOf(event);
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => void show(addressOf(form), form), wait);
  };

  document.addEventListener('input', (event) => later(event, event.target instanceof HTMLSelectElement ? 0 : WAIT));
  document.addEventListener('submit', (event) => {
    if (!formOf(event)) return;
    event.preventDefault();
    later(event, 0);
  });

  markNow();
  const tick = (): void => {
    markNow();
    setTimeout(tick, 60_000 - (Date.now() % 60_000));
  };
  setTimeout(tick, 60_000 - (Date.now() % 60_000));
}
