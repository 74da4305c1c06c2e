/** Formulas, drawn when the site is built: no script has to run to read them. */
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import katex from 'katex';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { placeOf } from './page.ts';
import type { Report } from './report.ts';

const parser = unified().use(rehypeParse, { fragment: true });

export function drawMath(tree: Root, source: string, report: Report): void {
  visit(tree, 'element', (element, i, parent) => {
    const display = kindOf(element);
    if (display === null || !parent || i === undefined) return undefined;
    const formula = textOf(element)
      .trim()
      .replace(/^\\[[(]|\\[\])]$/g, '');
    try {
      const html = katex.renderToString(formula, { displayMode: display, output: 'htmlAndMathml', strict: 'ignore' });
      parent.children.splice(i, 1, ...(parser.parse(html).children as ElementContent[]));
    } catch (error) {
      const { message } = error as Error;
      report.problem(placeOf({ source }, element), `the formula is shown as it is written: ${message.split('\n')[0]}`);
    }
    return [SKIP, i + 1];
  });
}

/** Whether a formula stands by itself; null for what is none. */
function kindOf(element: Element): boolean | null {
  const { tagName, properties, children } = element;
  const names = Array.isArray(properties.className) ? properties.className : [];
  const inner = children[0];
  if (tagName === 'pre' && inner?.type === 'element' && children.length === 1) {
    const own = Array.isArray(inner.properties.className) ? inner.properties.className : [];
    return own.includes('language-math') ? true : null;
  }
  if (tagName === 'code' && names.includes('math-inline')) return false;
  return tagName === 'span' && names.includes('math') ? names.includes('display') : null;
}
