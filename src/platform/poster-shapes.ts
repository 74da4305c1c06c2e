/** The shapes that posters are made of, as SVG. `n` writes a number as short as the eye needs it. */

export const n = (x: number): string => String(Math.round(x * 10) / 10);
export const rect = (x: number, y: number, w: number, h: number, fill: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}"/>`;
export const disc = (x: number, y: number, r: number, fill: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="${fill}"/>`;
export const ring = (x: number, y: number, r: number, width: number, stroke: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="none" stroke="${stroke}" stroke-width="${n(width)}"/>`;

/** A half disc; its flat side faces `turn` quarter turns clockwise from downwards. */
export function half(x: number, y: number, r: number, turn: number, fill: string): string {
  const ends = [
    [-r, 0, r, 0],
    [0, -r, 0, r],
    [r, 0, -r, 0],
    [0, r, 0, -r],
  ][((turn % 4) + 4) % 4] ?? [-r, 0, r, 0];
  const [ax = 0, ay = 0, bx = 0, by = 0] = ends;
  return `<path d="M${n(x + ax)} ${n(y + ay)}A${n(r)} ${n(r)} 0 0 1 ${n(x + bx)} ${n(y + by)}Z" fill="${fill}"/>`;
}

/** A quarter disc filling the square at x, y from its corner `turn` (0 is top left, clockwise). */
export function quarter(x: number, y: number, size: number, turn: number, fill: string): string {
  const corners: [number, number][] = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ];
  const at = (i: number): [number, number] => corners[((i % 4) + 4) % 4] ?? [x, y];
  const [cx, cy] = at(turn);
  const [ax, ay] = at(turn + 1);
  const [bx, by] = at(turn + 3);
  return `<path d="M${n(cx)} ${n(cy)}L${n(ax)} ${n(ay)}A${n(size)} ${n(size)} 0 0 1 ${n(bx)} ${n(by)}Z" fill="${fill}"/>`;
}

/** The inner box of a quarter disc of half its size, in the same corner. */
export function cornerBox(x: number, y: number, s: number, turn: number): [number, number, number] {
  const part = s * 0.5;
  return [turn === 1 || turn === 2 ? x + s - part : x, turn >= 2 ? y + s - part : y, part];
}
