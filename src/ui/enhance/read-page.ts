/** Reads another answer of Foyer, of which a part is to be shown in this page. */

const LOOKS = /<style data-looks>([^<]*)<\/style>/;

/** The one sheet of what parts of other answers brought along, and its rules. */
let brought: CSSStyleSheet | undefined;
const rules = new Set<string>();

/**
 * The page of that answer. What its elements are placed and coloured by (`data-look`) counts here from now on; the
 * policy lets scripts of the page say so, as a sheet, and nobody by elements, not even in a document that is only read.
 */
export function readPage(html: string): Document {
  const looks = LOOKS.exec(html)?.[1];
  if (looks) addLooks(looks);
  return new DOMParser().parseFromString(html.replace(LOOKS, ''), 'text/html');
}

/** Elements find a rule by what it says, so one that came before is the same and is left out. */
function addLooks(looks: string): void {
  if (!brought) {
    brought = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, brought];
  }
  const fresh = new CSSStyleSheet();
  fresh.replaceSync(looks);
  for (const { cssText } of fresh.cssRules) {
    if (rules.has(cssText)) continue;
    rules.add(cssText);
    brought.insertRule(cssText, brought.cssRules.length);
  }
}
