/** GitHub's alerts: a quotation that begins with `[!NOTE]`. */
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { drawNotice, type Tone } from '../notice.ts';

const TITLES: Record<Tone, string> = {
  note: 'Note',
  tip: 'Tip',
  important: 'Important',
  warning: 'Warning',
  caution: 'Caution',
};

export function markAlerts(tree: Root): void {
  visit(tree, 'element', (quotation, i, parent) => {
    const tone = quotation.tagName === 'blockquote' ? takeTone(quotation) : null;
    if (tone && parent && i !== undefined)
      parent.children[i] = {
        ...drawNotice(tone, [{ type: 'text', value: TITLES[tone] }], quotation.children),
        position: quotation.position,
      };
  });
}

/** The kind of alert, whose mark is taken out of the quotation. */
function takeTone(quotation: Element): Tone | null {
  const paragraph = quotation.children.find((child) => child.type === 'element');
  const text = paragraph?.children[0];
  if (paragraph?.tagName !== 'p' || text?.type !== 'text') return null;
  const mark = /^\[!(note|tip|important|warning|caution)\][ \t]*(\n|$)/i.exec(text.value);
  if (!mark) return null;
  text.value = text.value.slice(mark[0].length);
  if (text.value === '') paragraph.children.shift();
  if (paragraph.children[0]?.type === 'element' && paragraph.children[0].tagName === 'br') paragraph.children.shift();
  if (paragraph.children.length === 0) quotation.children = quotation.children.filter((child) => child !== paragraph);
  return (mark[1] as string).toLowerCase() as Tone;
}
