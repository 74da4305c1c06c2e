/** Reads another answer of Foyer, of which a part is to be shown in this page. */

/**
 * The page of that answer. What its elements are placed and coloured by (`data-look`) counts here from now on; the
 * policy lets scripts of the page say so, as sheets, and nobody by elements.
 */
export function readPage(html: string): Document {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const looks = page.querySelector('head > style[data-looks]')?.textContent;
  if (looks) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(looks);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  return page;
}
