/** QR codes as drawings. */
import { LRUCache } from 'lru-cache';
import { encode, type QrCodeGenerateResult } from 'uqr';

/** Codes that are drawn more than once: on the page of an order, and in the file that its mail carries. */
const encoded = new LRUCache<string, QrCodeGenerateResult>({ max: 500 });

/**
 * Which of the eight masks of ISO/IEC 18004 lies over the squares, instead of the best one, which takes ten times as
 * long to find as the code to draw. Readers take any. Masks are there to break up patterns, and what we write, signed
 * tickets and addresses with random parts, has none.
 */
const MASK = 2;

function encodeOnce(text: string): QrCodeGenerateResult {
  const known = encoded.get(text);
  if (known) return known;
  const fresh = encode(text, { ecc: 'M', border: 0, maskPattern: MASK });
  encoded.set(text, fresh);
  return fresh;
}

/**
 * An SVG of black squares on white with the margin that readers need; it reads in the dark too, since it brings its own
 * ground.
 */
export function qrSvg(text: string, margin = 4): string {
  const { data, size } = encodeOnce(text);
  const whole = size + 2 * margin;
  const squares = data.flatMap((row, y) =>
    runsOf(row).map(([x, width]) => `M${x + margin} ${y + margin}h${width}v1h-${width}z`),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${whole}v${whole}H0z"/><path fill="#000" d="${squares.join('')}"/></svg>`;
}

/** The dark stretches of a row: where each begins, and how long it is. */
function runsOf(row: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (dark && last && last[0] + last[1] === x) last[1] += 1;
    else if (dark) runs.push([x, 1]);
  });
  return runs;
}
