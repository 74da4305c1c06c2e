/** Notes, tips and warnings: one look for those of Markdown and those of reStructuredText. */
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';

export type Tone = 'note' | 'tip' | 'important' | 'warning' | 'caution';

/** Admonitions of reStructuredText, each with the tone and the title that it has here. */
export const NOTICES: Record<string, { tone: Tone; title: string }> = {
  note: { tone: 'note', title: 'Note' },
  seealso: { tone: 'note', title: 'See also' },
  todo: { tone: 'note', title: 'To do' },
  admonition: { tone: 'note', title: '' },
  tip: { tone: 'tip', title: 'Tip' },
  hint: { tone: 'tip', title: 'Hint' },
  important: { tone: 'important', title: 'Important' },
  attention: { tone: 'warning', title: 'Attention' },
  warning: { tone: 'warning', title: 'Warning' },
  caution: { tone: 'caution', title: 'Caution' },
  danger: { tone: 'caution', title: 'Danger' },
  error: { tone: 'caution', title: 'Error' },
};

/** A notice with its title as a paragraph of its own, so that it is read first and not known by its colour alone. */
export function drawNotice(tone: Tone, title: ElementContent[], body: ElementContent[]): Element {
  return h('div', { className: ['notice', `notice-${tone}`], role: 'note' }, [
    h('p', { className: ['notice-title'] }, title),
    ...body,
  ]);
}
