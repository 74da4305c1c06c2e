/**
 * What is chosen so far: `[data-total]` within a form says it in its `data-words`, with `{count}` and `{total}`,
 * `data-free` the text for nothing to pay. `select[data-each]` holds the price of one in minor units, `data-amount`
 * instead the name of the field in which somebody says it.
 */
import { formatMoney, parseMoney } from '#platform/money.ts';

/**
 * Keeps it true while somebody chooses; it is out of sight as long as nothing is chosen, or an amount cannot be read.
 */
export function showTotals(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-total]')) {
    const form = element.closest('form');
    const update = (): void => announce(form, element);
    form?.addEventListener('input', update);
    // A page that the browser kept comes back with what was chosen.
    addEventListener('pageshow', update);
    update();
  }
}

function announce(form: HTMLFormElement | null, element: HTMLElement): void {
  const { total: currency = '', words = '', free = '' } = element.dataset;
  let [count, sum] = [0, 0];
  for (const select of form?.querySelectorAll<HTMLSelectElement>('select[data-each]') ?? []) {
    const quantity = Number(select.value);
    const { each = '', amount } = select.dataset;
    const field = amount === undefined ? null : form?.elements.namedItem(amount);
    count += quantity;
    if (quantity > 0)
      sum +=
        quantity *
        (field instanceof HTMLInputElement
          ? (parseMoney(field.value || '0', currency)?.minor ?? Number.NaN)
          : Number(each));
  }
  const known = count > 0 && Number.isSafeInteger(sum);
  element.hidden = !known;
  element.parentElement?.toggleAttribute('data-live', count > 0);
  if (known)
    element.textContent = words
      .replace('{count}', String(count))
      .replace('{total}', sum === 0 ? free : formatMoney({ minor: sum, currency }, document.documentElement.lang));
}
