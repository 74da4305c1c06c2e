/** A letter as text and as HTML. */
import { escapeHtml } from '#platform/markup.ts';
import type { Letter } from '../letter.ts';

/** The three parts of a mail that a letter becomes; spread them into postMail. */
export function renderLetter(letter: Letter): { subject: string; text: string; html: string; locale: string } {
  const { subject, heading, lead, action, facts = [], after = [], reason, locale = 'en' } = letter;
  const lines = [heading, ...lead, ...facts.map(({ label, text }) => `${label}: ${text}`), ...(action ? [`${action.label}:\n${action.href}`] : []), ...after, '-- ', reason];
  const paragraphs = [...lead, ...facts.map(({ label, text }) => `${label}: ${text}`)].map((text) => `<p>${escapeHtml(text)}</p>`).join('');
  const button = action ? `<p><a href="${escapeHtml(action.href)}">${escapeHtml(action.label)}</a></p>` : '';
  const html = `<!doctype html><html lang="${locale}"><body><h1>${escapeHtml(heading)}</h1>${paragraphs}${button}${after.map((text) => `<p>${escapeHtml(text)}</p>`).join('')}<p>${escapeHtml(reason)}</p></body></html>`;
  return { subject, text: `${lines.join('\n\n')}\n`, html, locale };
}
