/** Data for search engines, as the element that stands in a page's head (schema.org as JSON-LD 1.1). */

/** A script element ends at the next `</`, whatever string that stands in; so no `<` is left in the data. */
export function jsonLdElement(data: object): string {
  return `<script type="application/ld+json">${JSON.stringify(data).replace(/</g, '\\u003c')}</script>`;
}
