/** Every piece of code in the documents, so that a test can run them. */
import path from 'node:path';
import { visit } from 'unist-util-visit';
import { listSources } from './list-sources.ts';
import { parseMarkdown } from './markdown/read-markdown.ts';
import { readText } from './read-text.ts';
import { Report, formatProblems } from './report.ts';
import { scanRst } from './rst/scan-rst.ts';
import { type Options, readSettings, type Settings } from './settings.ts';

export type Example = {
  /** Path of the document from the root. */
  file: string;
  /** The line of the file on which the code begins. */
  line: number;
  /** As it is written, in small letters; empty where none is named. */
  language: string;
  /** All that stands behind the fence, or the argument and options of the directive. */
  info: string;
  code: string;
};

/**
 * The code blocks of the README and all documents, in the order of files and lines. Throws when a document cannot be
 * read.
 */
export function listExamples(options: Options): Example[] {
  const settings = readSettings(options);
  const report = new Report();
  const examples = listSources(settings, report).flatMap(({ source }) => {
    const text = readText(settings.root, source, report);
    if (text === null) return [];
    return source.toLowerCase().endsWith('.rst')
      ? listFromRst(source, text, settings, report)
      : listFromMarkdown(source, text);
  });
  if (report.problems.length > 0)
    throw new Error(
      `Documents in ${path.join(settings.root, settings.docs)} cannot be read:\n${formatProblems(report.problems).join('\n')}`,
    );
  return examples;
}

function listFromMarkdown(file: string, text: string): Example[] {
  const examples: Example[] = [];
  visit(parseMarkdown(text), 'code', ({ lang, meta, value, position }) => {
    const info = [lang, meta].filter(Boolean).join(' ');
    const fenced = text
      .split('\n')
      [(position?.start.line ?? 1) - 1]?.slice((position?.start.column ?? 1) - 1)
      .match(/^(```|~~~)/);
    examples.push({
      file,
      line: (position?.start.line ?? 1) + (fenced ? 1 : 0),
      language: (lang ?? '').toLowerCase(),
      info,
      code: value,
    });
  });
  return examples;
}

function listFromRst(source: string, text: string, settings: Settings, report: Report): Example[] {
  const { marks } = scanRst(source, text, settings, report);
  return marks.flatMap((mark) =>
    mark.kind === 'code'
      ? [{ file: mark.file, line: mark.codeLine, language: mark.language, info: mark.info, code: mark.code }]
      : [],
  );
}
