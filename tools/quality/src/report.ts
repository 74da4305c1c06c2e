import type { Letter, Measure } from './grades.ts';

/** Something that a person could mend, with its place where it has one. */
export type Problem = { file?: string; line?: number; text: string };

export const PART_NAMES = [
  'lint',
  'types',
  'complexity',
  'duplication',
  'unused',
  'dependencies',
  'coverage',
  'mutation',
  'bundle',
  'audit',
  'licences',
  'exclusions',
] as const;
export type PartName = (typeof PART_NAMES)[number];

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
};

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
  grade: Letter;
  points: number;
  /** Rules that held the grade down. */
  capped: string[];
  parts: Part[];
  files: FileGrade[];
  exclusions: Exclusion[];
  seconds: number;
};

export type FileChange = { path: string; before: Letter | null; after: Letter | null; why: string };
export type Comparison = {
  base: string;
  grade: { before: Letter; after: Letter } | null;
  parts: { title: string; before: string; after: string; way: 'better' | 'worse' | 'other' }[];
  better: FileChange[];
  worse: FileChange[];
  added: FileChange[];
  gone: FileChange[];
  /** What tools are newly told not to look at. */
  excluded: Exclusion[];
  notes: string[];
};
