/** What an answer with a stored object says, so that nothing in it can run as a part of our pages. */
import { mediaTypeOf } from './content-type.ts';
import { attachment, type StoredMeta } from './storage.ts';

/**
 * What a browser shows without running anything of it. Not PDF: it can carry script, and Chrome's own viewer does not
 * open in a sandbox; it is saved. Not SVG, HTML and XML, which are programs.
 */
const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/flac',
  'audio/webm',
  'video/mp4',
  'video/webm',
  'video/ogg',
  'video/quicktime',
  'text/plain',
]);

const SAVED_POLICY = "default-src 'none'; sandbox";
/** A picture or film that is opened by itself lies in a small page that the browser makes around it. */
const SHOWN_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Whether an object of that type may be shown from our own address. */
export function isShown(contentType: string): boolean {
  return SHOWN.has(mediaTypeOf(contentType));
}

/**
 * The headers of an answer with that object, names in lower case. An allow-list of types is shown (`inline`);
 * everything else is saved (`attachment`) in a sandbox without scripts, and no browser guesses another type.
 * `contentType` must be the one that was found in the bytes.
 */
export function safeHeaders(meta: StoredMeta): Record<string, string> {
  const shown = isShown(meta.contentType);
  const disposition = meta.disposition || attachment('');
  const kept = disposition.replace(/^(?:inline|attachment)/i, '');
  return {
    'content-type': meta.contentType,
    'content-disposition': shown ? `inline${meta.disposition ? kept : ''}` : `attachment${kept}`,
    'content-security-policy': shown ? SHOWN_POLICY : SAVED_POLICY,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    ...(meta.sha256 ? { etag: `"${meta.sha256.slice(0, 32)}"` } : {}),
    ...(meta.cacheControl ? { 'cache-control': meta.cacheControl } : {}),
  };
}
