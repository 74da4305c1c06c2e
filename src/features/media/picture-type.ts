/** What a file is by its first bytes, whatever its name says. */

export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif';

/** A picture that can be taken, or what else it is and what to do about it. */
export type Recognised = { type: PictureType } | { refused: string };

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const HEIC_ADVICE =
  'it is a HEIC picture, which browsers do not show. Save it as JPEG; on an iPhone choose Settings > Camera > Formats > Most Compatible for pictures to come';

/** Recognises a picture. Nothing that can hold a script or point elsewhere is one, so no SVG. */
export function recognisePicture(bytes: Uint8Array): Recognised {
  if (bytes.byteLength === 0) return { refused: 'it is empty' };
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (head.startsWith('\xff\xd8\xff')) return { type: 'image/jpeg' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png' };
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return { type: 'image/gif' };
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return { type: 'image/webp' };
  if (head.slice(4, 8) === 'ftyp') return recogniseBoxes(bytes);
  return { refused: `it is ${nameOther(bytes, head)}. Save it as JPEG, PNG, WebP, AVIF or GIF` };
}

/** ISO base media files (ISO/IEC 14496-12) say in their first box which brands they are. */
function recogniseBoxes(bytes: Uint8Array): Recognised {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const brands = (String.fromCharCode(...bytes.subarray(8, Math.min(size, 256))).match(/.{4}/gs) ?? []).filter(
    (_, i) => i !== 1,
  );
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { type: 'image/avif' };
  if (brands.some((brand) => HEIC_BRANDS.includes(brand)) || brands[0] === 'mif1') return { refused: HEIC_ADVICE };
  return { refused: 'it is a film or sound, not a picture' };
}

const OTHERS: [RegExp, string][] = [
  [/^BM/, 'a BMP picture'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF picture'],
  [/^%PDF/, 'a PDF'],
  [/^PK\x03\x04/, 'a ZIP archive'],
  [/^8BPS/, 'a Photoshop file'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL picture'],
  [/^\0\0\0\x0cjP {2}/, 'a JPEG 2000 picture'],
  [/^\0\0\x01\0/, 'an icon file'],
];

function nameOther(bytes: Uint8Array, head: string): string {
  const known = OTHERS.find(([pattern]) => pattern.test(head));
  if (known) return known[1];
  const text = new TextDecoder().decode(bytes.subarray(0, 1024)).toLowerCase();
  if (/<svg[\s>]/.test(text)) return 'an SVG drawing, which can hold scripts';
  if (/<(!doctype html|html|head|body|script)[\s>]/.test(text)) return 'a web page';
  return 'not a picture';
}
