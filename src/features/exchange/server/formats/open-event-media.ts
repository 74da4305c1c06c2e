import type { MediaRef } from '#features/exchange/conference.ts';
import { cutText } from '#platform/fit-text.ts';
import { cleanUrl } from './clean-text.ts';
import type { Remarks } from './collect-remarks.ts';

/**
 * What a media field of an Open Event archive points at: `/images/a.jpg` or `audio/a.mp3` in the archive, or an address
 * on the web. Undefined where nothing was said, null where it is empty or leads nowhere; the latter is remarked.
 */
export function mediaRef(
  text: string | undefined,
  what: string,
  element: string,
  reader: { files: Map<string, unknown>; remarks: Remarks },
): MediaRef | null | undefined {
  if (text === undefined) return undefined;
  if (text === '') return null;
  if (/^(?:https?:)?\/\//i.test(text)) {
    const url = cleanUrl(text.startsWith('//') ? `https:${text}` : text);
    if (url) return { url };
  } else {
    const file = namesOf(text).find((name) => reader.files.has(name));
    if (file !== undefined) return { file };
  }
  reader.remarks.mend(element, 'missing_file', { field: what, text: cutText(text, 80) });
  return null;
}

function namesOf(text: string): string[] {
  const plain = text.replace(/^\/+/, '');
  try {
    return [plain, decodeURIComponent(plain)];
  } catch {
    return [plain];
  }
}
