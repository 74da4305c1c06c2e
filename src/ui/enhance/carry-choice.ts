/**
 * Tickets and a code are two forms of one page, `form[data-choice]` and `form[data-code]`. Who uses the code finds the tickets still chosen
 * that were chosen before, and a code that was only typed goes along with the tickets.
 */

const KEPT = 'foyer.choice';

/** Where a page has both. */
export function carryChoice(): void {
  const choice = document.querySelector<HTMLFormElement>('form[data-choice]');
  const code = document.querySelector<HTMLFormElement>('form[data-code]');
  if (choice) bringBack(choice);
  if (!choice || !code) return;
  code.addEventListener('submit', () => keep(choice));
  choice.addEventListener('submit', () => {
    const typed = String(new FormData(code).get('code') ?? '').trim();
    const address = new URL(choice.action);
    if (typed) address.searchParams.set('code', typed);
    choice.action = address.href;
  });
}

function keep(choice: HTMLFormElement): void {
  const chosen = [...choice.elements].flatMap((field) => (isTouched(field) ? [[field.name, field.value]] : []));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ page: location.pathname, chosen }));
  } catch {
    // A browser that keeps nothing goes on as without a script.
  }
}

/** What the page chose by itself is not brought back: with the code it may choose otherwise. */
function isTouched(field: Element): field is HTMLSelectElement | HTMLInputElement {
  if (field instanceof HTMLSelectElement) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field instanceof HTMLInputElement && field.value !== field.defaultValue;
}

function bringBack(choice: HTMLFormElement): void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { page: string; chosen: [string, string][] } | null;
    sessionStorage.removeItem(KEPT);
    if (kept?.page !== location.pathname) return;
    for (const [name, value] of kept.chosen) fill(choice.elements.namedItem(name), value);
  } catch {
    // What cannot be read is chosen again.
  }
}

/** A number that is no longer to be had stays as it is. */
function fill(field: RadioNodeList | Element | null, value: string): void {
  if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value)) field.value = value;
  if (field instanceof HTMLInputElement) field.value = value;
}
