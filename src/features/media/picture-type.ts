/** What a file is by its first bytes, whatever its name says. */
import type { ProblemCode, ProblemValues, Reason } from '#platform/i18n/problem-code.ts';

export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif';

/** A picture that can be taken, or what else it is and what to do about it. */
export type Recognised = { type: PictureType } | { refused: Reason };

const refusal = <C extends ProblemCode>(code: C, ...[values]: ProblemValues<C>): { refused: Reason } => ({
  refused: { code, values: values ?? {} },
});

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];

/** Recognises a picture. Nothing that can hold a script or point elsewhere is one, so no SVG. */
export function recognisePicture(bytes: Uint8Array): Recognised {
  if (bytes.byteLength === 0) return refusal('picture_refused.empty');
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (head.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png' };
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return { type: 'image/gif' };
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return { type: 'image/webp' };
  if (head.slice(4, 8) === 'ftyp') return recogniseBoxes(bytes);
  return refuseOther(bytes, head);
}

/** ISO base media files (ISO/IEC 14496-12) say in their first box which brands they are. */
function recogniseBoxes(bytes: Uint8Array): Recognised {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const brands = (String.fromCharCode(...bytes.subarray(8, Math.min(size, 256))).match(/.{4}/gs) ?? []).filter(
    (_, i) => i !== 1,
  );
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { type: 'image/avif' };
  if (brands.some((brand) => HEIC_BRANDS.includes(brand)) || brands[0] === 'mif1')
    return refusal('picture_refused.heic');
  return refusal('picture_refused.video');
}

const OTHERS: [RegExp, string][] = [
  [/^BM/, 'BMP'],
  [/^(II\*\0|MM\0\*)/, 'TIFF'],
  [/^%PDF/, 'PDF'],
  [/^PK\x03\x04/, 'ZIP'],
  [/^8BPS/, 'Photoshop'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'JPEG XL'],
  [/^\0\0\0\x0cjP {2}/, 'JPEG 2000'],
  [/^\0\0\x01\0/, 'ICO'],
];

function refuseOther(bytes: Uint8Array, head: string): { refused: Reason } {
  const known = OTHERS.find(([pattern]) => pattern.test(head));
  if (known) return refusal('picture_refused.format', { format: known[1] });
  const text = new TextDecoder().decode(bytes.subarray(0, 1024)).toLowerCase();
  if (/<svg[\s>]/.test(text)) return refusal('picture_refused.svg');
  if (/<(!doctype html|html|head|body|script)[\s>]/.test(text)) return refusal('picture_refused.web_page');
  return refusal('picture_refused.not_picture');
}
