/** Several names as the reader's language lists them: `A, B and C`. */
export function formatList(
  names: readonly string[],
  locale: string,
  type: 'conjunction' | 'unit' = 'conjunction',
): string {
  return new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale, { type }).format(names);
}
