/** Bytes to lines: UTF-8 with or without a mark, any kind of line end. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from './report.ts';

/**
 * The text of a document with plain line ends; null when it is none, which is a problem. What is no UTF-8 is one as
 * well, and is read as what it is most likely.
 */
export function readText(root: string, file: string, report: Report): string | null {
  const bytes = readFileSync(path.join(root, file));
  if (bytes.includes(0)) {
    report.problem(
      { file, line: lineOf(bytes, bytes.indexOf(0)) },
      bytes[0] === 0xff || bytes[0] === 0xfe ? 'is UTF-16; save it as UTF-8' : 'is no text: it has a zero byte',
    );
    if (bytes[0] !== 0xff && bytes[0] !== 0xfe) return null;
    return plain(new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes));
  }
  try {
    const text = plain(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (text.trim() === '') report.problem({ file, line: 1 }, 'is empty');
    return text.trim() === '' ? null : text;
  } catch {
    report.problem({ file, line: lineOf(bytes, firstWrong(bytes)) }, 'is not UTF-8; save it as UTF-8');
    return plain(new TextDecoder('windows-1252').decode(bytes));
  }
}

function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function lineOf(bytes: Uint8Array, end: number): number {
  return bytes.subarray(0, end).reduce((count, byte) => count + Number(byte === 10), 1);
}

/** The end of the longest beginning that is UTF-8. */
function firstWrong(bytes: Uint8Array): number {
  let line = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(line, end));
    } catch {
      return line;
    }
    line = end + 1;
  }
  return line;
}
