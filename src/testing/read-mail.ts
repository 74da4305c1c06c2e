/**
 * A mail as its reader's program sees it: headers unfolded and decoded, parts in their own encoding (RFC 5322, 2045,
 * 2047).
 */

export type ReadMail = {
  /** By name in lower case, decoded. */
  headers: Record<string, string>;
  subject: string;
  text: string;
  html: string;
};

type Part = { headers: Record<string, string>; body: string };

/** `raw` holds one character for each byte (latin1), as it came over the wire. */
export function readMail(raw: string): ReadMail {
  const mail = splitPart(raw);
  const found = { text: '', html: '' };
  gather(mail, found);
  const headers = Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, decodeWords(value)]));
  return { headers, subject: headers.subject ?? '', ...found };
}

/** `Name: value` lines up to the first empty line, continued lines joined to theirs; and the rest. */
function splitPart(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const head = (end < 0 ? raw : raw.slice(0, end)).replace(/\r\n(?=[ \t])/g, '');
  const pairs = head.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(pairs), body: end < 0 ? '' : raw.slice(end + 4) };
}

function gather({ headers, body }: Part, found: { text: string; html: string }): void {
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    const parts = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
    for (const part of parts) if (!part.startsWith('--')) gather(splitPart(part.replace(/^[ \t]*\r\n/, '')), found);
    return;
  }
  const words = decodeBody(body, headers['content-transfer-encoding'] ?? '7bit').replaceAll('\r\n', '\n');
  if (/^text\/html/i.test(type)) found.html = words;
  else if (/^text\/plain/i.test(type)) found.text = words;
}

function decodeBody(body: string, encoding: string): string {
  if (/^base64$/i.test(encoding)) return Buffer.from(body, 'base64').toString();
  if (!/^quoted-printable$/i.test(encoding)) return Buffer.from(body, 'latin1').toString();
  return Buffer.from(decodeQuoted(body.replace(/=[ \t]*\r\n/g, '')), 'latin1').toString();
}

const decodeQuoted = (text: string): string =>
  text.replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Encoded words; the space between two of them is no space. */
function decodeWords(value: string): string {
  return value.replace(/(\?=)\s+(=\?)/g, '$1$2').replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
    const bytes = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', text = '']) =>
      /b/i.test(kind) ? Buffer.from(text, 'base64') : Buffer.from(decodeQuoted(text.replaceAll('_', ' ')), 'latin1'),
    );
    return Buffer.concat(bytes).toString();
  });
}
