/** Lists as the reader's language joins them. */

/** `€1 or €2`. */
export function joinChoices(choices: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale, { type: 'disjunction' }).format(choices);
}

/** `Ada, Grace and Linus`. Plain `en` joins as British English does. */
export function joinNames(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale, { type: 'conjunction' }).format(names);
}
