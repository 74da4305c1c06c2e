/** Bytes in the 45 signs that a QR code packs two to eleven bits (RFC 9285). Runs in the browser too. */

const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export function base45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? (bytes[at] as number) * 256 + (bytes[at + 1] as number) : (bytes[at] as number);
    for (let sign = pair ? 3 : 2; sign > 0; sign -= 1) {
      text += SIGNS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** The bytes again; undefined where the text is none that `base45` writes. */
export function unbase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const signs = [...text.slice(at, at + 3)].map((sign) => SIGNS.indexOf(sign));
    if (signs.length === 1 || signs.includes(-1)) return undefined;
    const value = signs.reduceRight((sum, sign) => sum * 45 + sign, 0);
    if (value >= (signs.length === 3 ? 65_536 : 256)) return undefined;
    if (signs.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
