/** Chooses the reader's own time zone in lists marked `data-guess-zone` where nothing is chosen yet. */
export function guessZone(): void {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const list of document.querySelectorAll<HTMLSelectElement>('select[data-guess-zone]')) {
    if (list.value === '' && [...list.options].some((option) => option.value === own)) list.value = own;
  }
}
