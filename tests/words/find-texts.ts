/**
 * Texts for people that stand in code and not in the catalogue: letters in the markup of Svelte files and in
 * attributes that are read, and sentences among the literals of pages, parts and use cases. What is written for
 * developers and operators (defects, logs, the command line, descriptions of the API) stays in code, in English.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { PROGRAM_ROOT } from '#platform/config.ts';

export type FoundText = { file: string; line: number; text: string };

/** Attributes that hold names, addresses or settings and are read by nobody. */
const NOT_READ =
  /^(class|id|name|part|prefix|for|href|src|srcset|type|method|action|role|rel|lang|dir|style|d|viewBox|points|transform|fill|stroke|xmlns|itemprop|itemtype|autocomplete|inputmode|pattern|list|form|formaction|value|target|media|sizes|shape|loading|decoding|fetchpriority|property|content|enctype|accept|scope|look|kind|as|mode|width|height|wrap|focusable|autocapitalize|spellcheck|http-equiv|step|way|current|sandbox|style:.*|data-.*|aria-(live|current|describedby|labelledby|controls|hidden|expanded|atomic|haspopup|invalid|relevant))$/;
/** Sentences, and two words or more that begin with a small letter. */
const SENTENCE = /^\p{Lu}[\p{L}’']*(\s+\S+)+/u;
const WORDS = /^\p{Ll}[\p{Ll}’']+( [\p{L}…“"(][\p{L}\d…’',.“”"()-]*)+$/u;
const LETTERS = /\p{L}{2}/u;
/** Words that are the same in every language: names and abbreviations. */
const NAMES =
  /^[\s\d\p{P}\p{S}]*((Foyer|CSV|PDF|JSON|JPEG XL|JPEG 2000|XML|iCalendar|API|URL|Stripe|PayPal|OpenAPI|OpenStreetMap|GitHub|Google|Outlook|Apple|Samsung Internet|ICS|SVG|PNG|ZIP|QR|IBAN|BIC|UTC|WhatsApp|LinkedIn|PostgreSQL|Node\.js|[A-Z]+(_[A-Z]+)+(=\w+)?|X|GET|POST)[\s\d\p{P}\p{S}]*)*$/u;
/** Parts of addresses, lists of codes in capitals, ways to sign a request, and what a card statement calls an order. */
const CODES =
  /^(\/[\w/.-]*|[A-Z]{3}( [A-Z]{3})+|[A-Z-]{2,}( [A-Z-]{2,}){2,}|(Bearer|Basic|OAuth) ….*|NR …|MAIL FROM)$/s;

type Node = {
  type: string;
  start: number;
  end: number;
  data?: string;
  name?: string;
  value?: unknown;
  [key: string]: unknown;
};

/** Files whose sentences are no texts of ours, and why. */
const EXCEPT: Record<string, string> = {
  'src/features/events/event-types.ts': 'names as exchange files have them; what people read is in the catalogue',
  'src/features/events/event-templates.ts': 'what a new event begins with, by those names; its team changes it',
  'src/features/attendees/server/export-attendees.ts': 'names of columns, by which programs read the table',
  'src/features/invoices/server/export-invoices.ts': 'names of columns, by which programs read the table',
  'src/features/stripe/server/serve-webhook.ts': "answers to Stripe's program",
  'src/features/connections/server/github.ts': 'why a sign-in was refused, for the log: people read `connections.why`',
  'src/features/connections/server/oidc.ts': 'why a sign-in was refused, for the log: people read `connections.why`',
  'src/features/connections/server/x.ts': 'why a sign-in was refused, for the log: people read `connections.why`',
  'src/platform/http/call-provider.ts': 'what a service did wrong, for the log: people read `connections.why`',
  'src/api/api.ts': 'the description of the API',
  'src/features/tickets/server/api.ts': 'the description of the API',
  'src/features/records/server/api.ts': 'the description of the API',
  'src/platform/http/health.ts': 'answers to programs that watch',
  'src/platform/config.ts': 'settings, for operators',
  'src/platform/stripe-settings.ts': 'settings, for operators',
  'src/platform/wallet-settings.ts': 'settings, for operators',
  'src/platform/file-lock.ts': 'two processes on one folder, for operators',
  'src/platform/temp-files.ts': 'a disk that is full, for operators',
  'src/platform/metrics.ts': 'what the measures are, for operators',
  'src/platform/mail/open-transport.ts': 'what `doctor` says of the mail server',
  'src/platform/mail/send-trial.ts': 'what `doctor` says of the mail server',
  'src/platform/mail/send-mail.ts': 'what the program says of a mail that waits, beside the words of mail servers',
  'src/platform/storage/check-upload.ts': 'names of programs and of their files',
};

/** Folders whose texts are for operators and developers, and why. */
const FOR_OPERATORS: Record<string, string> = {
  'src/platform/db/': 'the database, for operators and the command line',
  'src/platform/jobs/': 'jobs that were given up, for the command line',
  'src/platform/signals/': 'a library: what its caller did wrong',
  'src/platform/storage/disk': 'a store that fails, for operators',
  'src/platform/storage/s3': 'a store that fails, for operators',
  'src/platform/storage/storage.ts': 'a store that is asked wrongly, for developers',
  'src/platform/storage/sweep-orphans.ts': 'the command line',
};

/** What is stored, by which it is found again, and what else is read by nobody. */
const STORED: Record<string, string> = {
  'Deleted account': 'the buyer of an order whose account is gone',
  'Foyer itself': 'who did what Foyer does by itself, in the record of changes',
  'Nothing was set': 'what the compiler of PDFs did not say, for the log',
  'the database refused a value that was let through': 'the log',
  'ticket heading': 'a noun of the record of changes',
  'one two three four five six seven eight nine ten': 'what makes texts longer in the pseudo-languages',
  'Untitled event': 'an imported event without a name, until its team names it',
};

/** Every text in code below `src`, by file and line. */
export function findTexts(): FoundText[] {
  const svelte = globSync('src/**/*.svelte', { cwd: PROGRAM_ROOT }).flatMap(inSvelte);
  const code = globSync('src/{features,routes,ui,platform,api}/**/*.ts', { cwd: PROGRAM_ROOT })
    .filter((file) => !/\.test\.ts$|\/demo\//.test(file) && !(file in EXCEPT))
    .filter((file) => !Object.keys(FOR_OPERATORS).some((beginning) => file.startsWith(beginning)))
    .flatMap((file) => inScript(file, readFileSync(path.join(PROGRAM_ROOT, file), 'utf8'), 0));
  return [...svelte, ...code];
}

function inSvelte(file: string): FoundText[] {
  const source = readFileSync(path.join(PROGRAM_ROOT, file), 'utf8');
  const root = parse(source, { modern: true, filename: file });
  const found: FoundText[] = [];
  const add = (text: string, start: number): void => {
    if (isForPeople(text)) found.push({ file, line: lineAt(source, start), text: text.trim().replaceAll(/\s+/g, ' ') });
  };
  visitMarkup(root.fragment as unknown as Node, add);
  for (const { start, end, text } of expressionsOf(source, root.fragment as unknown as Node))
    found.push(...inScript(file, text, lineAt(source, start) - 1).filter(() => end > start));
  const script = (root.instance as unknown as { content: Node } | null)?.content;
  if (script) found.push(...inScript(file, source.slice(script.start, script.end), lineAt(source, script.start) - 1));
  return found;
}

function visitMarkup(node: Node, add: (text: string, start: number) => void): void {
  if (node.type === 'Text') add(node.data ?? '', node.start);
  // What stands in <code> is written by programs, or for them.
  if (node.type === 'StyleDirective' || (node.type === 'RegularElement' && node.name === 'code')) return;
  if (node.type === 'Attribute') {
    const parts = (Array.isArray(node.value) ? node.value : [node.value]) as (Node | true)[];
    for (const part of parts)
      if (part !== true && part?.type === 'Text' && !NOT_READ.test(node.name ?? '')) add(part.data ?? '', part.start);
    return;
  }
  for (const child of childrenOf(node)) visitMarkup(child, add);
}

/** The source of expressions in the markup, whose literals may be texts. */
function expressionsOf(source: string, node: Node): { start: number; end: number; text: string }[] {
  if (node.type === 'ExpressionTag' || node.type === 'ConstTag' || node.type === 'HtmlTag')
    return [
      {
        start: node.start,
        end: node.end,
        text: `(${source.slice(node.start + 1, node.end - 1).replace(/^@(const|html)/, '')})`,
      },
    ];
  return childrenOf(node, true).flatMap((child) => expressionsOf(source, child));
}

function childrenOf(node: Node, attributes = true): Node[] {
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'expression' || key === 'metadata' || (!attributes && key === 'attributes')
      ? []
      : ((Array.isArray(value) ? value : [value]) as unknown[]).filter(
          (one): one is Node => typeof one === 'object' && one !== null && typeof (one as Node).type === 'string',
        ),
  );
}

/** Sentences among the literals of a script. */
function inScript(file: string, source: string, before: number): FoundText[] {
  const tree = ts.createSourceFile(file.replace(/\.svelte$/, '.ts'), source, ts.ScriptTarget.Latest, true);
  const found: FoundText[] = [];
  const visit = (node: ts.Node): void => {
    if (isForDevelopers(node)) return;
    const text = literalOf(node);
    if (text !== undefined && (SENTENCE.test(text) || isInWords(node, text)) && isForPeople(text))
      found.push({ file, line: before + tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** What begins with a small letter is no text among the arguments of what builds SQL, remembers, seals or counts. */
function isInWords(node: ts.Node, text: string): boolean {
  if (!WORDS.test(text) || node.getSourceFile().fileName.startsWith(FORMATS)) return false;
  // Nouns, by which records are known to the code, to addresses and in the record of changes.
  if (ts.isPropertyAssignment(node.parent) && /^(one|many|noun|plural)$/.test(node.parent.name.getText())) return false;
  for (let above = node.parent; above && !ts.isFunctionLike(above); above = above.parent)
    if (ts.isCallExpression(above) && BY_NAME.test(above.expression.getText().replaceAll(/<.*>|\s/gs, '')))
      return false;
  return true;
}

/** Where a remark names an element of a file, it is in the terms of its format. */
const FORMATS = 'src/features/exchange/server/';

/** Calls whose words are names: of tables and columns, of what is remembered, sealed or drawn, of a file's elements. */
const BY_NAME =
  /(^|\.)(select|selectFrom|(inner|left|right|cross)Join|with|where\w*|having|on|onRef|eb|or|and|as|updateTable|deleteFrom|insertInto|raw|remember\w*|get|seal\w*|derive|hash\w*|clientName|signOrder|createHmac|update|posterSvg|querySelector\w*|closest|matches|leave|count|mend|skip|nameElement|collectRecords|fieldsOf)$/;

function literalOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? node
        .getText()
        .slice(1, -1)
        .replaceAll(/\$\{[^}]*\}/g, '…')
    : undefined;
}

/**
 * Defects, logs, measures, SQL, cells of tables, settings, what the description of the API says, what the account
 * library is told (people read the words that belong to its codes), subjects in the record of changes, which are
 * stored with names in them.
 */
function isForDevelopers(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node) || ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isNewExpression(node))
    return (
      /^(Error|TypeError|RangeError|APIError|Failures)$/.test(node.expression.getText()) ||
      node.arguments?.[2]?.getText() === "'settings'"
    );
  if (ts.isCallExpression(node))
    return /(^|\.)(log|logger|warn|info|debug|assert|describe|meta)$|(^|\.)log\.\w+$|^addGauge$/.test(
      node.expression.getText(),
    );
  if (!ts.isPropertyAssignment(node)) return false;
  const name = node.name.getText();
  if (name === 'subject') return /^writeAuditEntry\(/.test(node.parent.parent.getText());
  return /^(description|example|summary|cell|hintOf|leftOut|rel|application_name)$/.test(name);
}

function isForPeople(text: string): boolean {
  return LETTERS.test(text) && !NAMES.test(text) && !CODES.test(text.trim()) && !(text in STORED);
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
