/** Nobody nests this deep on purpose, and what goes down by calling itself would not come back. */
import type { Nodes, Root } from 'hast';
import type { Report } from './report.ts';

const DEEPEST = 400;
const WIDEST = 500;

/** Whether a text begins no line so far in that reading it would take minutes. */
export function isShallowText(source: string, text: string, report: Report): boolean {
  const line = text.split('\n').findIndex((one) => (/^[\s>*+-]*(?=[^\s>*+-])/.exec(one)?.[0].length ?? 0) > WIDEST);
  if (line !== -1) report.problem({ file: source, line: line + 1 }, `begins further in than column ${WIDEST}`);
  return line === -1;
}

/** Whether a tree is so flat that every part of the build can go through it. */
export function isShallowTree(source: string, tree: Root, report: Report): boolean {
  let level: Nodes[] = [tree];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) {
      report.problem(
        { file: source, line: level.find(({ position }) => position)?.position?.start.line ?? 1 },
        `is nested more than ${DEEPEST} deep`,
      );
      return false;
    }
    level = level.flatMap((node) => ('children' in node ? node.children : []));
  }
  return true;
}
