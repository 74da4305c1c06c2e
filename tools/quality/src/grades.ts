/** Letters, points, and the limits between them. docs/quality.md of a repository says the same in words. */

export const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type Letter = (typeof LETTERS)[number];

/** Five limits: up to and including the first is an A, up to the last an E. `down` when less is better. */
export type Scale = { readonly way: 'up' | 'down'; readonly limits: readonly [number, number, number, number, number] };

export const FILE_SCALES = {
  problems: { way: 'down', limits: [0, 0.5, 1, 2, 4] },
  cognitive: { way: 'down', limits: [8, 12, 16, 20, 30] },
  cyclomatic: { way: 'down', limits: [10, 15, 20, 25, 35] },
  function: { way: 'down', limits: [50, 70, 100, 150, 250] },
  length: { way: 'down', limits: [250, 350, 500, 700, 1000] },
  duplicated: { way: 'down', limits: [3, 8, 15, 25, 40] },
  lines: { way: 'up', limits: [90, 80, 70, 50, 30] },
  branches: { way: 'up', limits: [80, 70, 60, 45, 30] },
} as const satisfies Record<string, Scale>;
export type Measure = keyof typeof FILE_SCALES;

export const PART_SCALES = {
  errors: { way: 'down', limits: [0.5, 1.5, 4, 8, 16] },
  security: { way: 'down', limits: [0.1, 0.5, 1, 2, 4] },
  leftovers: { way: 'down', limits: [0.5, 1.5, 4, 8, 16] },
  style: { way: 'down', limits: [2, 5, 10, 20, 40] },
  compatibility: { way: 'down', limits: [0.1, 0.5, 1, 2, 4] },
  lint: { way: 'down', limits: [0, 1, 5, 20, 50] },
  types: { way: 'down', limits: [0, 0, 0, 0, 0] },
  complexity: { way: 'down', limits: [1, 2, 4, 8, 15] },
  duplication: { way: 'down', limits: [3, 5, 8, 12, 20] },
  unused: { way: 'down', limits: [0, 3, 10, 25, 50] },
  dependencies: { way: 'down', limits: [0, 0, 0, 0, 0] },
  coverageLines: { way: 'up', limits: [90, 80, 70, 50, 30] },
  coverageBranches: { way: 'up', limits: [80, 70, 60, 45, 30] },
  mutation: { way: 'up', limits: [85, 70, 60, 45, 30] },
  bundle: { way: 'down', limits: [80, 100, 110, 125, 150] },
  licences: { way: 'down', limits: [0, 0, 0, 1, 2] },
  exclusions: { way: 'down', limits: [0, 0, 1, 2, 4] },
} as const satisfies Record<string, Scale>;

export function gradeOf(value: number, { way, limits }: Scale): Letter {
  const place = limits.findIndex((limit) => (way === 'down' ? value <= limit : value >= limit));
  return place === -1 ? 'F' : LETTERS[place]!;
}

/** A is 5, F is 0. */
export function pointsOf(letter: Letter): number {
  return LETTERS.length - 1 - LETTERS.indexOf(letter);
}

/** The letter of a mean of points; a half goes to the better one. */
export function letterOf(points: number): Letter {
  return LETTERS[LETTERS.length - 1 - Math.round(Math.min(5, Math.max(0, points)))]!;
}

export function worseOf(a: Letter, b: Letter): Letter {
  return pointsOf(a) < pointsOf(b) ? a : b;
}

export function isBelow(letter: Letter, limit: Letter): boolean {
  return pointsOf(letter) < pointsOf(limit);
}
