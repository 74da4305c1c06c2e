/** Two people edit the same thing: what each changed is brought together, and what both changed is asked about. */

/** A field that both changed, each to something else. */
export type EditConflict = { field: string; base: string; mine: string; theirs: string };

/** Texts of a form's fields by name; what is no text is compared as JSON. */
export type Entries = Record<string, string>;

/**
 * Merges field by field. `base` is what the form showed when it was opened, `mine` what was sent, `theirs` what is
 * stored now. Only fields of `base` take part. Where both changed a field alike there is nothing to ask.
 */
export function mergeEdit(
  base: Entries,
  mine: Entries,
  theirs: Entries,
): { merged: Entries; conflicts: EditConflict[] } {
  const merged: Entries = { ...mine };
  const conflicts: EditConflict[] = [];
  for (const field of Object.keys(base)) {
    const [was, my, their] = [base[field] ?? '', mine[field] ?? base[field] ?? '', theirs[field] ?? ''].map(
      evenLines,
    ) as [string, string, string];
    if (their === was || their === my) continue;
    if (my === was) merged[field] = theirs[field] ?? '';
    else conflicts.push({ field, base: was, mine: my, theirs: their });
  }
  return { merged, conflicts };
}

/** Browsers send line ends as CR LF. */
function evenLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
