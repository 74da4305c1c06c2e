/**
 * What other programs than GitHub know of Markdown: blocks of MyST (```{note}, :::{note}), of MkDocs (`!!! note`,
 * `=== "Tab"`, `--8<-- "file"`) and of Docusaurus (`:::note`). Each is taken out of the text and leaves a mark in it;
 * the lines of the text stay where they are.
 */

/** `body` begins on the line `bodyLine` of the file; `depth` is how far in the block stands. */
export type Part = {
  name: string;
  argument: string;
  options: [name: string, value: string][];
  body: string;
  line: number;
  bodyLine: number;
};

const FENCE = /^( *)(`{3,}|~{3,}|:{3,})\s*(.*?)\s*$/;
const BLOCK = /^( *)(!!!|\?\?\?\+?|===)\s+(.+?)\s*$/;
const SNIPPET = /^( *)-{1,2}8<-{1,2}\s+"([^"]+)"\s*$/;

/** The comment that stands where the part was. */
export const markOfPart = (number: number): string => `docs-site part ${number}`;

export function findParts(text: string, firstLine: number): { text: string; parts: Part[] } {
  const lines = text.split('\n');
  const parts: Part[] = [];
  const out: string[] = [];
  let i = 0;
  while (i < lines.length) {
    const line = lines[i] as string;
    const found = takeFence(lines, i, firstLine) ?? takeBlock(lines, i, firstLine) ?? takeSnippet(line, i, firstLine);
    if (!found) {
      out.push(line);
      i += 1;
      continue;
    }
    const { part, next } = found;
    const kept = part ? [`${/^ */.exec(line)?.[0]}<!--${markOfPart(parts.push(part) - 1)}-->`] : lines.slice(i, next);
    // A comment ends with its line, and what follows is no part of it only below a blank line.
    out.push(...kept, ...Array.from({ length: next - i - kept.length }, () => ''));
    i = next;
  }
  return { text: out.join('\n'), parts };
}

type Found = { part: Part | null; next: number };

/** A block of code is left as it is, whatever stands in it. */
function takeFence(lines: string[], i: number, firstLine: number): Found | null {
  const [, space = '', fence = '', info = ''] = FENCE.exec(lines[i] as string) ?? [];
  if (fence === '' || (fence.startsWith('`') && info.includes('`'))) return null;
  const directive = nameOf(fence, info);
  if (fence.startsWith(':') && !directive) return null;
  const end = endOfFence(lines, i, fence, fence.startsWith(':'));
  const next = Math.min(lines.length, end + 1);
  if (!directive) return { part: null, next };
  const inner = lines.slice(i + 1, end).map((line) => cut(line, space.length));
  const { options, count } = readOptions(inner);
  return {
    part: {
      ...directive,
      options,
      body: inner.slice(count).join('\n'),
      line: firstLine + i,
      bodyLine: firstLine + i + 1 + count,
    },
    next,
  };
}

/** Fences of colons may hold others of the same length: each name opens one. */
function endOfFence(lines: string[], i: number, fence: string, nests: boolean): number {
  const sign = fence[0] as string;
  let open = 1;
  for (let at = i + 1; at < lines.length; at += 1) {
    const [, , other = '', info = ''] = FENCE.exec(lines[at] as string) ?? [];
    if (!other.startsWith(sign)) continue;
    if (nests && info !== '' && other.length === fence.length) open += 1;
    if (info === '' && other.length >= fence.length && !--open) return at;
  }
  return lines.length;
}

function nameOf(fence: string, info: string): { name: string; argument: string } | null {
  const myst = /^\{([\w:+.-]+)\}\s*(.*)$/.exec(info);
  if (myst) return { name: (myst[1] as string).toLowerCase(), argument: myst[2] as string };
  if (!fence.startsWith(':')) return null;
  const plain = /^([a-z][\w-]*)(?:\[(.*)\])?(?:\{[^}]*\})?\s*(.*)$/i.exec(info);
  return plain ? { name: (plain[1] as string).toLowerCase(), argument: plain[2] ?? plain[3] ?? '' } : null;
}

/** `:name: value` lines, or the same between lines of `---`. */
function readOptions(lines: string[]): { options: [string, string][]; count: number } {
  const options: [string, string][] = [];
  if (lines[0]?.trim() === '---') {
    const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---');
    for (const line of lines.slice(1, Math.max(1, end))) {
      const [, name = '', value = ''] = /^([\w-]+)\s*:\s*(.*)$/.exec(line.trim()) ?? [];
      if (name !== '') options.push([name, value.replace(/^(["'])(.*)\1$/, '$2')]);
    }
    return { options, count: end === -1 ? 0 : end + 1 };
  }
  for (const line of lines) {
    const [, name, value = ''] = /^:([\w-]+):\s*(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined) break;
    options.push([name, value]);
  }
  return { options, count: options.length };
}

/** A line that says what it is, and what stands four further in below it. */
function takeBlock(lines: string[], i: number, firstLine: number): Found | null {
  const [, space = '', sign = '', words = ''] = BLOCK.exec(lines[i] as string) ?? [];
  if (sign === '' || (sign === '===' && !/^[!+]*\s*"/.test(words))) return null;
  let next = i + 1;
  for (let at = next; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.trim() === '') continue;
    if (!line.startsWith(`${space}    `) && !line.startsWith(`${space}\t`)) break;
    next = at + 1;
  }
  const [, names = '', title] = /^([^"]*)(?:"([^"]*)")?/.exec(words) ?? [];
  const kind = names.trim().split(/\s+/)[0] ?? '';
  const name = sign === '===' ? 'tab-item' : sign === '!!!' ? kind.toLowerCase() : 'dropdown';
  if (next === i + 1 && sign !== '!!!') return null;
  return {
    part: {
      name,
      argument: title ?? (sign.startsWith('?') ? kind : ''),
      options: sign === '!!!' ? [['mkdocs', '']] : [],
      body: lines
        .slice(i + 1, next)
        .map((line) => cut(line, space.length + 4))
        .join('\n'),
      line: firstLine + i,
      bodyLine: firstLine + i + 1,
    },
    next,
  };
}

function takeSnippet(line: string, i: number, firstLine: number): Found | null {
  const [, , file = ''] = SNIPPET.exec(line) ?? [];
  if (file === '' || /^https?:/.test(file)) return null;
  const [, argument = '', from, to] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(file) ?? [];
  const options: [string, string][] = [
    ...(from ? ([['start-line', String(Number(from) - 1)]] as [string, string][]) : []),
    ...(to ? ([['end-line', to]] as [string, string][]) : []),
  ];
  return {
    part: { name: 'include', argument, options, body: '', line: firstLine + i, bodyLine: firstLine + i },
    next: i + 1,
  };
}

/** Without so much space at its beginning; a tab stands for four. */
function cut(line: string, depth: number): string {
  const plain = line.replace(/^[ \t]+/, (space) => space.replaceAll('\t', '    '));
  return plain.slice(Math.min(depth, plain.length - plain.trimStart().length));
}
