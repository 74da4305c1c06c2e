/** A letter for those who read text. */
import type { Letter } from '../letter.ts';

/** What mail programs show without breaking it again, quoted once or twice (RFC 3676 recommends less than 78). */
const WIDTH = 76;

/** Paragraphs of at most 76 characters a line, addresses whole on lines of their own, and the reason as a signature. */
export function renderPlainText(letter: Letter): string {
  const { heading, lead, body, action, facts = [], after = [], reason, brand } = letter;
  const parts = [
    wrapText(heading),
    ...lead.map(wrapText),
    ...(body ? [wrapText(body.text)] : []),
    ...(facts.length > 0 ? [facts.map(({ label, text }) => wrapText(`${label}: ${text}`)).join('\n')] : []),
    ...(action ? [`${wrapText(`${action.label}:`)}\n${action.href}`] : []),
    ...after.map(wrapText),
  ];
  return `${parts.join('\n\n')}\n\n-- \n${brand ? `${wrapText(brand)}\n` : ''}${wrapText(reason)}\n`;
}

/**
 * `text` in lines; its own breaks stay, and a word that is longer than a line stays whole. No line begins a signature.
 */
export function wrapText(text: string): string {
  return text.split('\n').flatMap(wrapLine).join('\n');
}

function wrapLine(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  const end = (): void => {
    if (line) lines.push(line);
    line = '';
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const isAddress = /^https?:\/\//.test(word);
    if (isAddress || (line && line.length + 1 + word.length > WIDTH)) end();
    line = line ? `${line} ${word}` : word;
    if (isAddress) end();
  }
  end();
  return lines.length > 0 ? lines : [''];
}
