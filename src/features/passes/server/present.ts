/** Tickets as pages show them. */
import { qrSvg } from '#platform/qr.ts';
import type { Pass } from './queries.ts';

/** The code of a ticket as a drawing. */
export type ShownPass = { number: number; label: string; svg: string };

export function presentPass({ number, label, code }: Pass): ShownPass {
  return { number, label, svg: qrSvg(code) };
}
