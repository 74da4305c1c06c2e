/** What is wrong with a tree of documents: all of it is gathered, then said at once. */

/** A line of a file; the file is a path from the root of the tree, with forward slashes. */
export type Place = { file: string; line: number };

export type Problem = Place & { text: string };

export class Report {
  /** What makes the build fail. */
  readonly problems: Problem[] = [];
  /** What a reader should know and the site can live with. */
  readonly notes: Problem[] = [];

  problem(place: Place, text: string): void {
    add(this.problems, place, text);
  }

  note(place: Place, text: string): void {
    add(this.notes, place, text);
  }
}

function add(list: Problem[], { file, line }: Place, text: string): void {
  if (!list.some((other) => other.file === file && other.line === line && other.text === text)) list.push({ file, line, text });
}

/** `docs/x.md:12: what is wrong`, by file and line. */
export function tellProblems(problems: Problem[]): string[] {
  return [...problems].sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text)).map(({ file, line, text }) => `${file}:${line}: ${text}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
