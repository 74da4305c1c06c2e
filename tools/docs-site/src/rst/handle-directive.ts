/** What becomes of each directive. Those that Pandoc knows are left to it, with their bodies gone through. */
import { NOTICES, type Tone } from '../notice.ts';
import { argumentOf, type Directive } from './directive.ts';
import { includeFile, includeLiteral, inlineTable } from './include-file.ts';
import { indented, isBlank, type Line } from './line.ts';
import { asCode, asContainer } from './mark.ts';
import { readToctree } from './read-toctree.ts';
import { addMark, type Scan } from './scan.ts';

type Handler = (directive: Directive, scan: Scan) => Line[];

/** Pandoc knows these, and their bodies are no running text. */
const KEPT = new Set([
  'image',
  'table',
  'math',
  'raw',
  'replace',
  'unicode',
  'date',
  'role',
  'default-role',
  'class',
  'line-block',
  'title',
  'sectnum',
  'section-numbering',
  'target-notes',
]);

/** Pandoc knows these, and their bodies are running text. */
const GONE_THROUGH = new Set([
  'figure',
  'list-table',
  'container',
  'compound',
  'epigraph',
  'highlights',
  'pull-quote',
  'topic',
  'sidebar',
  'header',
  'footer',
]);

/** They say something to Sphinx and nothing to a reader; each page has its own list of headings. */
const SILENT = new Set([
  'rst-class',
  'cssclass',
  'contents',
  'index',
  'meta',
  'tabularcolumns',
  'currentmodule',
  'currentlibrary',
  'default-domain',
  'sectionauthor',
  'codeauthor',
  'moduleauthor',
  'module',
  'py:module',
  'py:currentmodule',
  'program',
]);

const VERSIONS: Record<string, { tone: Tone; title: string }> = {
  versionadded: { tone: 'tip', title: 'Added in version' },
  versionchanged: { tone: 'note', title: 'Changed in version' },
  deprecated: { tone: 'warning', title: 'Deprecated since version' },
  versionremoved: { tone: 'warning', title: 'Removed in version' },
};

/** They arrange what is in them, in ways that need a script. */
const PARTS = new Set([
  'tabs',
  'tab',
  'group-tab',
  'tab-set',
  'tab-item',
  'grid',
  'grid-item',
  'grid-item-card',
  'card',
  'dropdown',
  'details',
  'collapse',
  'toggle',
]);

/** Directives that describe a thing of a program: a signature and what is to be said of it. */
const OBJECT =
  /^(?:(?:py|c|cpp|js|rst|std):)?(?:function|class|method|classmethod|staticmethod|attribute|property|data|exception|decorator|macro|struct|union|enum|enumerator|type|var|member|constant|option|envvar|confval|setting|object|describe|cmdoption|directive|role)$/;

/** Directives whose body is in a language of its own. */
const LANGUAGES: Record<string, string> = {
  graphviz: 'dot',
  digraph: 'dot',
  mermaid: 'mermaid',
  uml: 'plantuml',
  plantuml: 'plantuml',
  productionlist: '',
  doctest: 'python',
  testcode: 'python',
  testoutput: '',
  prompt: 'console',
};

const HANDLERS: Record<string, Handler> = {
  include: (directive, scan) => include(directive, scan),
  mdinclude: (directive, scan) => include(directive, scan),
  literalinclude: (directive, scan) =>
    drawCode(directive, directive.options.get('language') ?? '', includeLiteral(directive, scan), scan),
  'csv-table': (directive, scan) => inlineTable(directive, scan),
  'code-block': code,
  code,
  'code-cell': code,
  sourcecode: code,
  highlight: (directive, scan) => {
    scan.language = argumentOf(directive);
    return [];
  },
  toctree: (directive, scan) =>
    asCode(
      addMark(scan, { kind: 'toctree', toctree: readToctree(directive), file: directive.file, line: directive.line }),
      directive,
      directive.indent,
      [],
    ),
  only: (directive, scan) => drawOnly(directive, scan),
  rubric: (directive, scan) => drawPart(directive, scan),
  'code-tab': drawCodeTab,
  centered: (directive, scan) => drawContainer(directive, directive.argument, scan),
  glossary: (directive, scan) =>
    asContainer(
      addMark(scan, { kind: 'glossary', ...placed(directive) }),
      directive,
      directive.indent,
      scan.goThrough(joinTerms(directive.body)),
    ),
  hlist: (directive, scan) => drawContainer(directive, directive.body, scan),
  'parsed-literal': (directive, scan) =>
    asContainer(
      addMark(scan, { kind: 'kept-lines', ...placed(directive) }),
      directive,
      directive.indent,
      directive.body.map((line) => ({ ...line, text: `| ${line.text}`.trimEnd() })),
    ),
};

export function handleDirective(directive: Directive, scan: Scan): Line[] {
  const name = directive.options.get('name');
  if (name === undefined) return handleUnnamed(directive, scan);
  // An option gives a name as a label before the directive does, and Pandoc knows it for some directives only.
  scan.labels.push({ name, ...placed(directive) });
  const plain = {
    ...directive,
    options: new Map([...directive.options].filter(([option]) => option !== 'name')),
    written: directive.written.filter(({ text }) => !/^\s*:name:/.test(text)),
  };
  const at = { ...placed(directive), text: '' };
  return [
    { ...at, text: `${' '.repeat(directive.indent)}.. _${name.includes(':') ? `\`${name}\`` : name}:` },
    at,
    ...handleUnnamed(plain, scan),
  ];
}

function handleUnnamed(directive: Directive, scan: Scan): Line[] {
  const { name } = directive;
  // Every object has something that is called `constructor`.
  if (name in Object.prototype) return drawUnknown(directive, scan);
  const handler = HANDLERS[name];
  if (handler) return handler(directive, scan);
  if (NOTICES[name]) return drawNotice(directive, scan, NOTICES[name]);
  if (VERSIONS[name]) return drawVersion(directive, scan, VERSIONS[name]);
  if (SILENT.has(name)) return [{ ...placed(directive), text: '' }];
  if (KEPT.has(name)) return [...directive.written, { ...placed(directive), text: '' }];
  if (GONE_THROUGH.has(name)) return goThrough(directive, scan);
  if (PARTS.has(name))
    return drawPart(directive, scan, /^(tabs|tab-set|grid|grid-item)$/.test(name) ? [] : directive.argument);
  if (OBJECT.test(name)) return drawObject(directive, scan);
  if (AUTO.test(name) && argumentOf(directive) !== '') return drawAuto(directive, scan);
  if (name in LANGUAGES) return drawCode(directive, LANGUAGES[name] as string, directive.body, scan);
  return drawUnknown(directive, scan);
}

/** Lines of another file, between two marks that say whose they are. */
function include(directive: Directive, scan: Scan): Line[] {
  const { file, lines } = includeFile(directive, scan);
  if (file === null) return indented(lines, directive.indent);
  scan.reading.push(file);
  scan.including.push(`${directive.file}:${directive.line}`);
  const out = scan.goThrough(lines);
  scan.including.pop();
  scan.reading.pop();
  const around = (origin: string | null) =>
    asCode(addMark(scan, { kind: 'origin', origin, ...placed(directive) }), directive, 0, []);
  const last = scan.reading.at(-1) ?? scan.source;
  const blank = { ...placed(directive), text: '' };
  return indented([...around(file), ...out, blank, ...around(last)], directive.indent);
}

function placed({ file, line }: Directive): { file: string; line: number } {
  return { file, line };
}

function code(directive: Directive, scan: Scan): Line[] {
  const stray = directive.argument.find(({ line }) => line !== directive.line);
  if (stray) scan.report.problem(stray, 'a blank line is missing above the code');
  return drawCode(directive, argumentOf(directive) || scan.language, directive.body, scan);
}

function drawCode(directive: Directive, language: string, lines: Line[], scan: Scan): Line[] {
  const options = [...directive.options].map(([name, value]) => `:${name}:${value === '' ? '' : ` ${value}`}`);
  const mark = addMark(scan, {
    kind: 'code',
    ...placed(directive),
    language: language.toLowerCase(),
    info: [argumentOf(directive), ...options].filter(Boolean).join(' '),
    code: lines.map(({ text }) => text).join('\n'),
    codeLine: lines[0]?.line ?? directive.line,
    lines: linesToShow(directive, lines),
  });
  const caption = directive.options.get('caption');
  if (!caption) return asCode(mark, directive, directive.indent, lines);
  const listing = addMark(scan, { kind: 'titled', look: 'listing', ...placed(directive) });
  return asContainer(listing, directive, directive.indent, [
    { ...placed(directive), text: caption },
    { ...placed(directive), text: '' },
    ...asCode(mark, directive, 0, lines),
  ]);
}

/** The number of the first line, where lines are numbered, and those that stand out. */
function linesToShow({ name, options }: Directive, lines: Line[]): string | undefined {
  const isNumbered = ['linenos', 'lineno-start', 'lineno-match', 'number-lines'].some((option) => options.has(option));
  const matched = options.has('lineno-match') && name === 'literalinclude' ? lines[0]?.line : undefined;
  const first = matched ?? Number(options.get('lineno-start') || options.get('number-lines') || 1);
  const marked = options.get('emphasize-lines') ?? '';
  return isNumbered || marked !== '' ? `${isNumbered ? first : ''}:${marked}` : undefined;
}

/** A tab, a card, a part that unfolds: on this site they stand one below the other, each with its title. */
function drawPart(directive: Directive, scan: Scan, title: Line[] = directive.argument): Line[] {
  if (title.length === 0) return drawContainer(directive, directive.body, scan);
  return asContainer(
    addMark(scan, { kind: 'titled', look: 'part', ...placed(directive) }),
    directive,
    directive.indent,
    [...title, { ...placed(directive), text: '' }, ...scan.goThrough(directive.body)],
  );
}

/** `code-tab:: bash On Linux`: the language, then the title. */
function drawCodeTab(directive: Directive, scan: Scan): Line[] {
  const [, language = '', title = ''] = /^(\S*)\s*(.*)$/.exec(argumentOf(directive)) ?? [];
  const inner = { ...directive, indent: 0, options: new Map<string, string>() };
  const mark = addMark(scan, { kind: 'titled', look: 'part', ...placed(directive) });
  return asContainer(mark, directive, directive.indent, [
    { ...placed(directive), text: title || language },
    { ...placed(directive), text: '' },
    ...drawCode(inner, language, directive.body, scan),
  ]);
}

/** What Pandoc knows, with its head as it is and its body gone through. */
function goThrough(directive: Directive, scan: Scan): Line[] {
  const head = directive.written.length - directive.body.length;
  const kept = directive.written.slice(0, head);
  const blank = { ...placed(directive), text: '' };
  return [...kept, blank, ...indented(scan.goThrough(directive.body), directive.indent + 3), blank];
}

/** A title of its own for an admonition, the name of its kind for others, whose first words are text. */
function drawNotice(directive: Directive, scan: Scan, { tone, title }: { tone: Tone; title: string }): Line[] {
  const named = directive.name === 'admonition';
  const mark = addMark(scan, { kind: 'notice', ...placed(directive), tone, title: named ? null : title });
  return asContainer(
    mark,
    directive,
    directive.indent,
    scan.goThrough([...directive.argument, { ...placed(directive), text: '' }, ...directive.body]),
  );
}

function drawVersion(directive: Directive, scan: Scan, { tone, title }: { tone: Tone; title: string }): Line[] {
  const [first, ...others] = directive.argument;
  const [, version = '', words = ''] = /^(\S+)\s*(.*)$/.exec(first?.text ?? '') ?? [];
  const mark = addMark(scan, { kind: 'notice', ...placed(directive), tone, title: `${title} ${version}` });
  const text = first ? [{ ...first, text: words }, ...others].filter((line) => !isBlank(line)) : [];
  return asContainer(
    mark,
    directive,
    directive.indent,
    scan.goThrough([...text, { ...placed(directive), text: '' }, ...directive.body]),
  );
}

function drawContainer(directive: Directive, lines: Line[], scan: Scan): Line[] {
  return asContainer(
    addMark(scan, { kind: 'plain', ...placed(directive) }),
    directive,
    directive.indent,
    scan.goThrough(lines),
  );
}

/** Several words may share an explanation; Pandoc knows one line for them. */
function joinTerms(body: Line[]): Line[] {
  const lines: Line[] = [];
  for (const line of body) {
    const last = lines.at(-1);
    const isTerm = ({ text }: Line) => text !== '' && !/^( |\.\.)/.test(text);
    if (last && isTerm(last) && isTerm(line))
      lines[lines.length - 1] = { ...last, text: `${last.text} · ${line.text}` };
    else lines.push(line);
  }
  return lines;
}

/** Of the words that Sphinx knows, a website is `html`. */
function drawOnly(directive: Directive, scan: Scan): Line[] {
  const words = argumentOf(directive);
  if (/\b(html|builder_html)\b/.test(words) && !/\bnot\b|\band\b/.test(words))
    return drawContainer(directive, directive.body, scan);
  if (/^(latex|latexpdf|pdf|text|man|epub|texinfo|not html)$/.test(words)) return [];
  scan.report.note(directive, `".. only:: ${words}" cannot be decided, so its content is shown`);
  return drawContainer(directive, directive.body, scan);
}

function drawObject(directive: Directive, scan: Scan): Line[] {
  const signatures = directive.argument.map(({ text }) => text.replace(/^[:\\]+/, '').trim());
  const mark = addMark(scan, {
    kind: 'object',
    ...placed(directive),
    signatures,
    id: nameOfObject(signatures[0] ?? ''),
  });
  return asContainer(mark, directive, directive.indent, scan.goThrough(directive.body));
}

/** What Sphinx reads from the code of the project: its name is shown and what is written below it. */
const AUTO = /^(?:auto(?:function|class|exception|method|attribute|data|property|decorator|object)|click|autoprogram)$/;

function drawAuto(directive: Directive, scan: Scan): Line[] {
  scan.report.note(directive, `the directive ".. ${directive.name}::" is not known; its source is shown`);
  return drawObject(directive, scan);
}

/** `tide(hour)` is `tide`, `--dim LEVEL` is `--dim`; where a name cannot be told, there is no anchor. */
function nameOfObject(signature: string): string | null {
  return /^(-{0,2}\w[\w.-]*)(?=$|[\s(=,[])/.exec(signature)?.[1] ?? null;
}

/** Shown as it is written, under its name. */
function drawUnknown(directive: Directive, scan: Scan): Line[] {
  scan.report.note(directive, `the directive ".. ${directive.name}::" is not known; its source is shown`);
  const source = directive.written.map((line) => ({ ...line, text: line.text.slice(directive.indent) }));
  const mark = addMark(scan, {
    kind: 'unknown',
    ...placed(directive),
    name: directive.name,
    code: source.map(({ text }) => text).join('\n'),
  });
  return asCode(mark, directive, directive.indent, source);
}
