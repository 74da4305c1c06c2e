/**
 * The end of a session follows from its start and its type: `form[data-usual-end]` has the minutes of each type. An end
 * that somebody typed is left alone.
 */

/** Starts it in the form of this page that has it. */
export function fillEnds(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-usual-end]');
  const field = (name: string): HTMLInputElement | HTMLSelectElement | null =>
    form?.querySelector(`[name='${name}']`) ?? null;
  const [start, end, type] = [field('startsAt'), field('endsAt'), field('type')];
  if (!form || !start || !end || !type) return;
  const minutes = JSON.parse(form.dataset.usualEnd ?? '{}') as Record<string, number>;
  let filled = end.value === '' ? '' : undefined;
  const fill = (): void => {
    const length = minutes[type.value];
    if (filled === undefined || end.value !== filled || !start.value || !length) return;
    // Times of the place are reckoned as if it were in UTC: the length is that of the clock on the wall.
    end.value = new Date(Date.parse(`${start.value}Z`) + length * 60_000).toISOString().slice(0, 16);
    filled = end.value;
  };
  start.addEventListener('change', fill);
  type.addEventListener('change', fill);
}
