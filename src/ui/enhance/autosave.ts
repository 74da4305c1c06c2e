/**
 * Forms that lose nothing: what is typed into `form[data-autosave]` is sent to the address that the attribute names, a
 * moment after the last key and when the page is left. `[data-autosave-state]` inside the form says so, in the words of
 * its `data-kept` and `data-failed`. Saving the form ends it.
 */

const WAIT = 800;

/** Watches every such form of the page. */
export function storeDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) storeDraftOf(form);
}

/** The texts of the form; what a file field holds cannot be kept. */
function textsOf(form: HTMLFormElement): FormData {
  const texts = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') texts.append(name, value);
  return texts;
}

const lineOf = (form: HTMLFormElement): string => JSON.stringify([...textsOf(form)]);

function storeDraftOf(form: HTMLFormElement): void {
  const address = form.dataset.autosave ?? '';
  const state = form.querySelector<HTMLElement>('[data-autosave-state]');
  let kept = lineOf(form);
  let sent = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;

  const show = (words: string | undefined): void => {
    if (state && state.textContent !== (words ?? '')) state.textContent = words ?? '';
  };
  const keep = async (): Promise<void> => {
    const line = lineOf(form);
    if (sent || line === kept) return;
    asked?.abort();
    const request = new AbortController();
    asked = request;
    try {
      const answer = await fetch(address, { method: 'POST', body: textsOf(form), signal: request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      kept = line;
      show(state?.dataset.kept);
    } catch {
      if (!request.signal.aborted) show(state?.dataset.failed);
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void keep(), WAIT);
  };
  const leave = (): void => {
    if (sent || lineOf(form) === kept) return;
    clearTimeout(timer);
    if (navigator.sendBeacon(address, textsOf(form))) kept = lineOf(form);
  };

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', (event) => {
    // A button with an address of its own, such as a preview, saves nothing.
    if (event.submitter?.hasAttribute('formaction')) return;
    sent = true;
    clearTimeout(timer);
    asked?.abort();
  });
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) sent = false;
  });
}
