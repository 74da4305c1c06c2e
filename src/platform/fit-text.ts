/**
 * Which texts can be stored, sent and read back: well-formed Unicode without control characters, but for tabs and ends
 * of lines.
 */

/** Control characters of ASCII that no text needs. PostgreSQL refuses the first of them, XML all. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const ALL_CONTROLS = new RegExp(CONTROLS, 'g');
/** What word processors end a line with inside a paragraph. */
const SOFT_ENDS = /[\u000b\u000c]/g;

/** Whether a text can be stored as it is. */
export function isFit(text: string): boolean {
  return !CONTROLS.test(text) && text.isWellFormed();
}

/** The text without what nobody sees or types: soft ends of lines become spaces, halves of characters U+FFFD. */
export function cleanText(text: string): string {
  return isFit(text) ? text : text.replace(SOFT_ENDS, ' ').replace(ALL_CONTROLS, '').toWellFormed();
}

/**
 * The first `most` UTF-16 units of a text, or one less where the last would be half a character: that could be neither
 * stored as JSON nor sent.
 */
export function cutText(text: string, most: number): string {
  const isHalf = text.length > most && /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return text.slice(0, isHalf ? most - 1 : most);
}

/**
 * The path to the first text within JSON that is not fit, names included; undefined where all are. However deep it is.
 */
export function findUnfit(json: unknown): string | undefined {
  const open: { where: string; value: unknown }[] = [{ where: '', value: json }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { where, value } = one;
    if (typeof value === 'string' && !isFit(value)) return where;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const path = where.length > 200 ? where : where === '' ? cleanText(name) : `${where}.${cleanText(name)}`;
      if (!isFit(name)) return path;
      open.push({ where: path, value: inner });
    }
  }
  return undefined;
}
