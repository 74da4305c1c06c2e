/**
 * Previews that follow what one types. The page's own server draws them: the form is sent to the address of its button
 * `[data-preview-by]`, and what stands inside `[data-preview]` elements of the answer is put in place. The button
 * itself is for readers without scripts.
 */
import { readPage } from './read-page.ts';

const WAIT = 350;

/** Starts it for every form of the page that has such a button. */
export function followTyping(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-preview-by]'))
    if (button.form) follow(button.form, button);
}

function follow(form: HTMLFormElement, button: HTMLButtonElement): void {
  button.style.display = 'none';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;
  const show = async (): Promise<void> => {
    asked?.abort();
    const request = new AbortController();
    asked = request;
    try {
      const answer = await fetch(button.formAction, {
        method: 'POST',
        body: new FormData(form),
        signal: request.signal,
        headers: { accept: 'text/html' },
      });
      if (!answer.ok) return;
      const page = readPage(await answer.text());
      for (const part of document.querySelectorAll<HTMLElement>('[data-preview]')) {
        const fresh = page.querySelector(`[data-preview="${part.dataset.preview}"]`);
        if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The next key asks again.
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void show(), WAIT);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    asked?.abort();
  });
}
