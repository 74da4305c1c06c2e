/** Chooses the reader's own time zone in lists marked `data-guess-zone` where nothing is chosen yet. */
export function guessZone(): void {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const list of document.querySelectorAll<HTMLSelectElement>('select[data-guess-zone]')) {
    if (list.value !== '') continue;
    const names = [...list.options].map(({ value }) => value).filter(Boolean);
    const found = names.includes(own) ? own : names.find((name) => nameHere(name) === own);
    if (found) list.value = found;
  }
}

/** A zone as this browser calls it: some still say `Asia/Calcutta`, which lists call `Asia/Kolkata`. */
function nameHere(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return '';
  }
}
