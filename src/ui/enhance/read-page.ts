/** Reads another answer of Foyer, of which a part is to be shown in this page. */

const LOOKS = /<style data-looks>([^<]*)<\/style>/;

/**
 * The page of that answer. What its elements are placed and coloured by (`data-look`) counts here from now on; the
 * policy lets scripts of the page say so, as sheets, and nobody by elements, not even in a document that is only read.
 */
export function readPage(html: string): Document {
  const looks = LOOKS.exec(html)?.[1];
  if (looks) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(looks);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  return new DOMParser().parseFromString(html.replace(LOOKS, ''), 'text/html');
}
