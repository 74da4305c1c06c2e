/** Notes, tips and warnings: one look for those of Markdown and those of reStructuredText. */
import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';

export type Tone = 'note' | 'tip' | 'important' | 'warning' | 'caution';

/** A notice with its title as a paragraph of its own, so that it is read first and not known by its colour alone. */
export function drawNotice(tone: Tone, title: ElementContent[], body: ElementContent[]): Element {
  return h('div', { className: ['notice', `notice-${tone}`], role: 'note' }, [h('p', { className: ['notice-title'] }, title), ...body]);
}
