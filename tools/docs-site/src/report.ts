/** What is to be said of a tree of documents: all of it is gathered, then said at once. */

/** A line of a file; the file is a path from the root of the tree, with forward slashes. */
export type Place = { file: string; line: number };

export type Problem = Place & { text: string };

export class Report {
  readonly #said = new Set<string>();
  /** What is wrong: it leads nowhere, or cannot be shown as it was meant. */
  readonly problems: Problem[] = [];
  /** What is right and is left out or shown in another way. */
  readonly notes: Problem[] = [];
  /** What the documents can do nothing about, so that it is never an error. */
  readonly remarks: Problem[] = [];

  problem(place: Place, text: string): void {
    this.#add(this.problems, place, text);
  }

  note(place: Place, text: string): void {
    this.#add(this.notes, place, text);
  }

  remark(place: Place, text: string): void {
    this.#add(this.remarks, place, text);
  }

  /** Once, however often it is found. */
  #add(list: Problem[], { file, line }: Place, text: string): void {
    const key = JSON.stringify([file, line, text]);
    if (!this.#said.has(key)) list.push({ file, line, text });
    this.#said.add(key);
  }
}

/** `docs/x.md:12: what is wrong`, by file and line. */
export function formatProblems(problems: Problem[]): string[] {
  return [...problems]
    .sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text))
    .map(({ file, line, text }) => `${file}:${line}: ${text}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
