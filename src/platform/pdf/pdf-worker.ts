/** The thread that sets PDFs. It has one compiler with Foyer's fonts, and takes one document at a time. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler, type NodeError } from '@myriaddreamin/typst-ts-node-compiler';

export type PdfTask = {
  id: number;
  template: string;
  data: string;
  /** In seconds. */
  at: number;
  /** A drawing of the first page instead of a PDF. */
  svg?: boolean;
};
export type PdfAnswer = { id: number; pdf: Uint8Array } | { id: number; problem: string };

const require = createRequire(import.meta.url);
const FONTS = [
  'atkinson-hyperlegible-next/400Regular/AtkinsonHyperlegibleNext_400Regular.ttf',
  'atkinson-hyperlegible-next/700Bold/AtkinsonHyperlegibleNext_700Bold.ttf',
  'bricolage-grotesque/800ExtraBold/BricolageGrotesque_800ExtraBold.ttf',
  'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  'noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
];

/** Where machines keep fonts of their own: for scripts that Foyer's fonts have no letters of. */
const SYSTEM_FONTS = ['/usr/share/fonts', '/usr/local/share/fonts'];

const compiler = NodeCompiler.create({
  fontArgs: [
    { fontBlobs: FONTS.map((file) => readFileSync(require.resolve(`@expo-google-fonts/${file}`))) },
    { fontPaths: SYSTEM_FONTS },
  ],
});

/** A letter that no font of this machine has. PDF/UA allows none, so a sign stands for it. */
const NO_LETTER = '\u25A1';
/** Typst's words for it, in which signs that cannot be seen stand as `\u{1f3f4}`. */
const MISSING = /the text `[\\"]+(.+?)[\\"]+` could not be displayed/g;

function render({ template, data, at, svg = false }: PdfTask): Uint8Array {
  try {
    return setOnce(template, data, { at, svg });
  } catch (error) {
    const letters = lettersMissing(String(error));
    if (letters.length === 0) throw error;
    return setOnce(
      template,
      letters.reduce((text, letter) => text.replaceAll(letter, NO_LETTER), data),
      { at, svg },
    );
  }
}

/**
 * The letters outside ASCII that could not be shown; without those within, the data remains JSON whatever is replaced.
 */
function lettersMissing(problem: string): string[] {
  const words = [...problem.matchAll(MISSING)].map(([, text = '']) =>
    text.replaceAll(/\\*u\{([0-9a-f]+)\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))),
  );
  return [...new Set(words.join(''))].filter((letter) => (letter.codePointAt(0) ?? 0) > 127);
}

function setOnce(
  template: string,
  data: string,
  { at: creationTimestamp, svg }: { at: number; svg: boolean },
): Uint8Array {
  const compiled = compiler.compile({ mainFileContent: template, inputs: { data } });
  const document = compiled.result;
  if (!document) throw new Error(problemOf(compiled.takeError()));
  if (svg) return Buffer.from(compiler.plainSvg(document));
  return compiler.pdf(document, { pdfStandard: 'ua-1', creationTimestamp });
}

function problemOf(error: NodeError | null): string {
  return error ? JSON.stringify(compiler.fetchDiagnostics(error)) : 'Nothing was set';
}

parentPort?.on('message', (task: PdfTask) => {
  let answer: PdfAnswer;
  try {
    answer = { id: task.id, pdf: render(task) };
  } catch (error) {
    answer = { id: task.id, problem: String(error) };
  }
  // What was remembered for documents that nobody asks for again would only grow.
  compiler.evictCache(5);
  parentPort?.postMessage(answer);
});
