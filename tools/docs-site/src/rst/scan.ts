/** What is known while a document is gone through. */
import type { Report } from '../report.ts';
import type { Line } from './line.ts';
import type { Mark, WrittenLabel } from './mark.ts';

export type Scan = {
  root: string;
  docs: string;
  source: string;
  report: Report;
  marks: Mark[];
  labels: WrittenLabel[];
  included: Set<string>;
  /** Files that are being read: each is included by the one before it. */
  reading: string[];
  /** The directives that asked for them. */
  including: string[];
  /** The language of code blocks that name none. */
  language: string;
  /** Lines that stand inside of others, gone through like these. */
  goThrough: (lines: Line[]) => Line[];
};

/** The number of a new mark. */
export function addMark(scan: Scan, mark: Mark): number {
  return scan.marks.push(mark) - 1;
}
