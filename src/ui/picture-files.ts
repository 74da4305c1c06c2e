/** Which files of a picture are worth offering. */

/** A file of `width` pixels. */
export type PictureFile = { href: string; width: number };

/** A picture in all its files: those that every browser shows, and the same in formats that a browser may choose. */
export type ShownPicture = {
  src: string;
  width: number;
  height: number;
  /** A CSS background until it is there. */
  background: string;
  /** Which part stays where a shape crops it, as CSS says it; absent for the middle. */
  position?: string;
  files: PictureFile[];
  formats: { type: string; files: PictureFile[] }[];
};

/**
 * Of files in the order of their widths those that serve a picture `shown` CSS pixels wide: not the ones that are too
 * coarse even for it, and nothing beyond the first that serves a dense screen. All where its width is not known.
 */
export function pickFiles(files: readonly PictureFile[], shown?: number): PictureFile[] {
  if (shown === undefined) return [...files];
  const enough = files.findIndex(({ width }) => width >= 2 * shown);
  const upTo = enough === -1 ? [...files] : files.slice(0, enough + 1);
  return upTo.filter(({ width }, i) => width >= 0.6 * shown || i === upTo.length - 1);
}
