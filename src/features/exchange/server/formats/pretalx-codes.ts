/** The short code by which pretalx knows a session, which most formats carry only in some address. */

/** From the address of its page: `.../talk/ABC3DE/`. */
export function codeInUrl(url: string | undefined): string | undefined {
  return /\/talk\/([A-Z0-9]{6})(?:[/?#]|$)/.exec(url ?? '')?.[1];
}

/**
 * From its UID: `pretalx-event-ABC3DE@host`, with a number where it is given more than once, and in xCal
 * `ABC3DE@@host`.
 */
export function codeInUid(uid: string): string | undefined {
  return /^(?:pretalx-.{1,80}-)?([A-Z0-9]{6})(?:-\d{1,6})?@/.exec(uid)?.[1];
}

/**
 * The title and the speakers in pretalx's SUMMARY, `Title - Name, Name`, which ends after the hyphen where nobody
 * speaks. A comma within brackets belongs to a name. Undefined where it has another form.
 */
export function titleAndSpeakers(summary: string): { title: string; speakers: string[] } | undefined {
  const text = `${summary.trim()} `;
  const parts = splitOutsideBrackets(text, ' - ');
  const names = parts.length > 1 ? (parts.at(-1) ?? '') : text.slice(text.lastIndexOf(' - ') + 3);
  const title = text.slice(0, text.length - names.length - 3).trim();
  if (title === '' || !text.includes(' - ')) return undefined;
  return {
    title,
    speakers: splitOutsideBrackets(names, ',')
      .map((name) => name.trim())
      .filter(Boolean),
  };
}

function splitOutsideBrackets(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '[' || character === '(') depth += 1;
    else if (character === ']' || character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  return [...parts, text.slice(from)];
}
