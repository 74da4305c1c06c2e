import type { Letter, Measure } from './grades.ts';

/** Something that a person could mend, with its place where it has one. */
export type Problem = {
  file?: string;
  line?: number;
  text: string;
  rule?: string;
  level?: 'error' | 'warning' | 'hint';
  /** The same for the same problem in another state, wherever its line stands. */
  key?: string;
};

export const PART_NAMES = [
  'errors',
  'lint',
  'types',
  'security',
  'complexity',
  'duplication',
  'unused',
  'leftovers',
  'style',
  'compatibility',
  'dependencies',
  'coverage',
  'mutation',
  'bundle',
  'audit',
  'licences',
  'exclusions',
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What Codacy grades by, and what each is made of. */
export const CATEGORIES = {
  'error-prone': ['errors', 'lint', 'types'],
  security: ['security'],
  complexity: ['complexity'],
  duplication: ['duplication'],
  unused: ['leftovers', 'unused'],
  style: ['style'],
  compatibility: ['compatibility'],
  coverage: ['coverage', 'mutation'],
  dependencies: ['audit', 'licences', 'dependencies'],
} as const satisfies Record<string, PartName[]>;
export type CategoryName = keyof typeof CATEGORIES;

/** What one tool found. Without a grade it could not be measured, and `said` is why. */
export type Part = {
  name: PartName;
  title: string;
  grade: Letter | null;
  /** One line for people: the figure that the grade was given for. */
  said: string;
  /** Figures that are compared with those of another report. */
  figures: Record<string, number>;
  problems: Problem[];
  notes: string[];
  seconds: number;
  /** Nobody asked for it: without a grade it is not missed. */
  unset?: boolean;
};

/** A part that could not be measured, or not yet; `said` is why. */
export function unmeasured(name: PartName, title: string, said = ''): Part {
  return { name, title, grade: null, said, figures: {}, problems: [], notes: [], seconds: 0 };
}

/** Of several parts the worst. Without a grade none of them could be measured. */
export type Category = { name: CategoryName; title: string; grade: Letter | null; said: string };

export type FileGrade = {
  path: string;
  grade: Letter;
  /** Lines that are not blank. */
  size: number;
  measures: Partial<Record<Measure, number>>;
  /** Why the grade is not better than it is, where that is not a measure. */
  note?: string;
};

/** A setting or a comment of any tool by which something is not looked at. */
export type Exclusion = { tool: string; what: string; where: string; reason: string | null; files: number | null };

export type Report = {
  version: 1;
  commit: string;
  changed: boolean;
  at: string;
  /** None where a category could not be measured; `measured` is of the rest alone. */
  grade: Letter | null;
  measured: Letter;
  /** Titles of the categories that could not be measured. */
  missing: string[];
  categories: Category[];
  points: number;
  /** Rules that held the grade down. */
  capped: string[];
  parts: Part[];
  files: FileGrade[];
  exclusions: Exclusion[];
  seconds: number;
};

export type Issue = Problem & { part: PartName };
export type FileChange = { path: string; before: Letter | null; after: Letter | null; why: string };
export type Comparison = {
  base: string;
  grade: { before: Letter | null; after: Letter | null } | null;
  parts: { title: string; before: string; after: string; way: 'better' | 'worse' | 'other' }[];
  better: FileChange[];
  worse: FileChange[];
  added: FileChange[];
  gone: FileChange[];
  /** Problems that are there now alone, and that were there before alone. */
  issues: { added: Issue[]; fixed: Issue[] };
  /** Of the changed lines that can run, those that tests ran. */
  changedLines?: { run: number; hit: number };
  /** What tools are newly told not to look at. */
  excluded: Exclusion[];
  notes: string[];
};
