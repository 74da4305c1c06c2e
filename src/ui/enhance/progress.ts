/**
 * Long work that a page reports on: `[data-progress]` is asked for again until it is gone, and its words put in place.
 * Then the page is loaded, as it would be without a script after a while.
 */
import { readPage } from './read-page.ts';

const EVERY = 800;

/** Follows the work, where the page reports on any. */
export function followProgress(): void {
  if (document.querySelector('[data-progress]')) setTimeout(() => void look(), EVERY);
}

async function look(): Promise<void> {
  const shown = document.querySelector('[data-progress]');
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const fresh = readPage(await answer.text()).querySelector('[data-progress]');
    if (!fresh) return location.reload();
    if (shown && shown.textContent !== fresh.textContent) {
      shown.textContent = fresh.textContent;
      const [bar, next] = [shown, fresh].map((words) => words.parentElement?.querySelector('progress'));
      if (bar && next) bar.replaceWith(next);
    }
  } catch {
    // Foyer does not answer at the moment; it is asked again.
  }
  setTimeout(() => void look(), EVERY);
}
