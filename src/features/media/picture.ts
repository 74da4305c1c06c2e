/** A picture as pages show it, and which files are pictures. */

/** `alt` is '' where the words beside it say the same. */
export type Picture = { src: string; srcset?: string; width: number; height: number; alt: string };

/** What is known of a file of an event. */
export type MediaRow = { id: number; sha256: string; contentType: string; storageKey: string | null };

/** Types that browsers show and that hold no script. SVG is not among them. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** Whether a file of that type may be shown in a page rather than only saved. */
export function isPicture(contentType: string): boolean {
  return PICTURES.has(contentType);
}

/** The address under which our own storage's file is served; it names the content, so it can be kept for ever. */
export function mediaHref(media: { id: number; sha256: string }): string {
  return `/media/${media.id}/${media.sha256.slice(0, 16)}`;
}

/** What an absolute or relative address of ours says: the file's number and the first half of its digest. Null for others. */
export function readMediaHref(address: string): { id: number; digestStart: string } | null {
  const [, id, digestStart = ''] = /\/media\/(\d{1,15})\/([0-9a-f]{16})$/.exec(address) ?? [];
  return id === undefined ? null : { id: Number(id), digestStart };
}

/** A picture of ours for a page; null for none, for other types, and for pictures that lie elsewhere on the web. */
export function presentPicture(media: MediaRow | null | undefined, alt = '', width = 0, height = 0): Picture | null {
  if (!media?.storageKey || !isPicture(media.contentType)) return null;
  return { src: mediaHref(media), width, height, alt };
}
