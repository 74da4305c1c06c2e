/** The pictures that a poster can be: each fills its stage, and all chance in it comes from the stage. */
import { cornerBox, disc, half, n, quarter, rect, ring } from './poster-shapes.ts';
import { pick } from './seeded-random.ts';

export type Stage = {
  w: number;
  h: number;
  /** The shorter side: everything is measured in it. */
  u: number;
  /** Ground first; then the colours to draw with, strongest contrast first. */
  back: string;
  inks: [string, string, string];
  random: () => number;
};

/** A split sun over rings that leave from a corner, crossed by three thinning bands. */
function harbour({ w, h, u, inks: [a, b, c], random }: Stage): string {
  const right = random() < 0.6;
  const cx = right ? w : 0;
  const sunX = right ? w * 0.31 : w * 0.69;
  const sunY = h * (0.26 + random() * 0.06);
  const r = u * (0.19 + random() * 0.04);
  const step = u * 0.175;
  let out = '';
  for (let i = 0; i < 5; i++) out += ring(cx, h, step * (i + 1.3), u * 0.064, b);
  out += disc(sunX, sunY, r, a) + half(sunX, sunY, r, right ? 1 : 3, c);
  const y = h * (0.62 + random() * 0.06);
  return out + [0.036, 0.022, 0.012].map((size, i) => rect(0, y + i * u * 0.096, w, u * size, c)).join('');
}

/** A wall of tiles, four to the short side, one of them twice as large. */
function tiles({ w, h, u, back, inks, random }: Stage): string {
  const per = 4;
  const cols = Math.max(per, Math.round((w / u) * per));
  const rows = Math.max(per, Math.round((h / u) * per));
  const size = Math.max(w / cols, h / rows);
  const left = (w - cols * size) / 2;
  const top = (h - rows * size) / 2;
  const bigX = Math.floor(random() * (cols - 1));
  const bigY = Math.floor(random() * (rows - 1));
  let out = '';
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++) {
      const inBig = x >= bigX && x < bigX + 2 && y >= bigY && y < bigY + 2;
      if (inBig && (x !== bigX || y !== bigY)) continue;
      out += tile(left + x * size, top + y * size, inBig ? size * 2 : size, back, inks, random);
    }
  }
  return out;
}

function tile(x: number, y: number, s: number, back: string, inks: string[], random: () => number): string {
  const ground = random() < 0.45 ? back : pick(random, inks);
  const others = [back, ...inks].filter((ink) => ink !== ground);
  const ink = pick(random, others);
  const other = pick(
    random,
    others.filter((one) => one !== ink),
  );
  const turn = Math.floor(random() * 4);
  const base = ground === back ? '' : rect(x, y, s + 0.4, s + 0.4, ground);
  const mid = s / 2;
  switch (Math.floor(random() * 7)) {
    case 0:
      return base + disc(x + mid, y + mid, mid, ink) + half(x + mid, y + mid, mid, turn, other);
    case 1:
      return base + quarter(x, y, s, turn, ink);
    case 2:
      return base + quarter(x, y, s, turn, ink) + quarter(...cornerBox(x, y, s, turn), turn, other);
    case 3:
      return base + half(x + mid, y + mid, mid, turn, ink);
    case 4:
      return base + disc(x + mid, y + mid, s * 0.22, ink);
    case 5:
      return base + stripes(x, y, s, turn % 2 === 0, ink);
    default:
      return base + quarter(x, y, mid, 2, ink) + quarter(x + mid, y + mid, mid, 0, ink);
  }
}

function stripes(x: number, y: number, s: number, upright: boolean, ink: string): string {
  const bar = s / 8;
  return [0, 2, 4, 6]
    .map((i) => (upright ? rect(x + (i + 0.5) * bar, y, bar, s, ink) : rect(x, y + (i + 0.5) * bar, s, bar, ink)))
    .join('');
}

/** Rolling hills in rows, each a nest of half discs, under a low sun. */
function hills({ w, h, u, back, inks: [a, b, c], random }: Stage): string {
  const r = u * (0.24 + random() * 0.05);
  const sunX = w * (0.3 + random() * 0.4);
  let out = disc(sunX, h * 0.27, u * 0.17, a);
  const rows = Math.ceil((h * 0.58) / (r * 0.62));
  const sets: [string, string, string][] = [
    [b, back, a],
    [c, a, back],
    [a, c, b],
  ];
  for (let row = 0; row < rows; row++) {
    const y = h * 0.44 + r + row * r * 0.62;
    const shift = row % 2 === 0 ? 0 : r;
    const [one, two, three] = sets[row % 3] ?? [a, b, c];
    for (let x = shift - r; x < w + r * 2; x += r * 2) {
      out += disc(x, y, r, one) + disc(x, y, r * 0.68, two) + disc(x, y, r * 0.36, three);
    }
  }
  return out;
}

/** A colonnade: arches of several heights, some with a door in them. */
function arches({ w, h, u, back, inks: [a, b, c], random }: Stage): string {
  const count = Math.max(3, Math.round((w / u) * 3.4));
  const width = w / count;
  const r = width / 2;
  const sun = Math.floor(random() * count);
  let out = '';
  for (let i = 0; i < count; i++) {
    const tall = i === sun ? 0.3 : 0.42 + random() * 0.42;
    const top = Math.max(r, h - h * tall) + r;
    const [one, two, three] = pick(random, [
      [a, back, c],
      [b, a, back],
      [c, b, a],
    ] as const);
    const x = i * width + r;
    const arch = (scale: number, fill: string): string =>
      `<path d="M${n(x - r * scale)} ${n(h + 1)}V${n(top)}A${n(r * scale)} ${n(r * scale)} 0 0 1 ${n(x + r * scale)} ${n(top)}V${n(h + 1)}Z" fill="${fill}"/>`;
    out += arch(1, one) + arch(0.64, two) + (random() < 0.6 ? arch(0.3, three) : '');
    if (i === sun) out += disc(x, top - r - u * 0.2, r * 0.82, a === one ? b : a);
  }
  return out;
}

/** One great disc, cut and slid apart along the cut. */
function eclipse({ w, h, u, inks: [a, b, c], random }: Stage): string {
  const upright = random() < 0.5;
  const r = u * 0.4;
  const slide = u * (0.15 + random() * 0.12);
  const x = w * 0.5;
  const y = h * 0.5;
  const thin = [0, 1, 2, 3, 4, 5, 6];
  const bar = u * 0.011;
  if (upright) {
    return (
      thin.map((i) => rect(x + u * 0.06 * (i + 0.6), 0, bar, h, c)).join('') +
      half(x, y - slide, r, 3, a) +
      half(x, y + slide, r, 1, b) +
      disc(x - r * 0.5, y + r * 0.98, u * 0.075, c) +
      disc(x + r * 0.5, y - r * 0.98, u * 0.075, a)
    );
  }
  return (
    thin.map((i) => rect(0, y + u * 0.06 * (i + 0.6), w, bar, c)).join('') +
    half(x - slide, y, r, 0, a) +
    half(x + slide, y, r, 2, b) +
    disc(x + r * 0.98, y - r * 0.5, u * 0.075, b) +
    disc(x - r * 0.98, y + r * 0.5, u * 0.075, a)
  );
}

/** Lanes side by side that come up, turn round, and leave again. */
function lanes({ w, h, u, inks: [a, b, c], random }: Stage): string {
  const width = u * 0.075;
  const gap = width * 1.0;
  const colors = [a, b, c, a];
  const flip = random() < 0.5;
  const cx = w * (flip ? 0.62 : 0.38);
  const top = h * (0.46 + random() * 0.06);
  const inner = u * 0.075;
  let out = '';
  colors.forEach((color, i) => {
    const r = inner + i * gap;
    const far = inner * 2 + 3 * gap + (3 - i) * gap;
    const start = flip ? cx + r : cx - r;
    const turnX = flip ? cx - r : cx + r;
    const sweep = flip ? 0 : 1;
    const next = flip ? turnX - 2 * (far - inner - 3 * gap + 0) : turnX + 2 * (far - inner - 3 * gap + 0);
    const low = h * 0.74;
    out +=
      `<path d="M${n(start)} ${n(h + 2)}V${n(top)}A${n(r)} ${n(r)} 0 0 ${sweep} ${n(turnX)} ${n(top)}V${n(low)}` +
      `A${n(Math.abs(next - turnX) / 2)} ${n(Math.abs(next - turnX) / 2)} 0 0 ${1 - sweep} ${n(next)} ${n(low)}V-2" ` +
      `fill="none" stroke="${color}" stroke-width="${n(width + 0.6)}"/>`;
  });
  const sunX = flip ? w - u * 0.2 : u * 0.2;
  return `${disc(sunX, u * 0.21, u * 0.11, pick(random, [b, c]))}${out}`;
}

/** Rings round a bright middle, with bodies under way on them. */
function orbits({ w, h, u, inks: [a, b, c], random }: Stage): string {
  const x = w * (0.3 + random() * 0.4);
  const y = h * (0.42 + random() * 0.2);
  const radius = Math.hypot(Math.max(x, w - x), Math.max(y, h - y));
  let out = '';
  let i = 0;
  for (let r = u * 0.27; r < radius; r += u * 0.12) {
    const angle = random() * Math.PI * 2;
    out += ring(x, y, r, u * 0.012, c);
    const size = u * (0.028 + random() * 0.04);
    if (i < 4) out += disc(x + Math.cos(angle) * r, y + Math.sin(angle) * r, size, i % 2 === 0 ? b : a);
    i++;
  }
  return out + disc(x, y, u * 0.18, a) + half(x, y, u * 0.18, Math.floor(random() * 4), b);
}

/** Dots that swell along a slow wave, with a half disc rising behind them. */
function swell({ w, h, u, inks: [a, b, c], random }: Stage): string {
  const size = u / 9;
  const cols = Math.ceil(w / size);
  const rows = Math.ceil(h / size);
  const left = (w - cols * size) / 2 + size / 2;
  const top = (h - rows * size) / 2 + size / 2;
  const phase = random() * Math.PI * 2;
  const lean = 0.4 + random() * 0.5;
  const big = u * 0.36;
  let out = half(w * (0.35 + random() * 0.3), h * 0.62, big, 0, a);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const wave = 0.5 + 0.5 * Math.sin(phase + (col * lean + row) * 0.62);
      const r = size * (0.08 + 0.36 * wave);
      out += disc(left + col * size, top + row * size, r, row * size > h * 0.62 - size ? c : b);
    }
  }
  return out;
}

export const COMPOSITIONS = [harbour, tiles, hills, arches, eclipse, lanes, orbits, swell];
