/** A report that an earlier run wrote. */
import { readFileSync } from 'node:fs';
import type { Report } from './report.ts';
import { WrongCall } from './settings.ts';

/** @throws WrongCall when there is none in the file */
export function readReport(file: string): Report {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    if (report.version === 1 && Array.isArray(report.files)) return report;
  } catch {
    // Said below.
  }
  throw new WrongCall(`${file} is no report of quality`);
}
