/** `docs/signals.md`, from the registry and the sources: every signal, who announces it, who reacts. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { signals } from '#platform/signals/signal.ts';
import './features.ts';

type Source = { file: string; text: string };

/** The page as it should be, from what is registered in this process. */
export function describeSignals(): string {
  const sources = readSources();
  const chapters = signals.list().map((signal) => {
    const declaration = new RegExp(
      `export const (\\w+) = signals\\.signal<((?:(?!export const ).)+)>\\(\\s*'${signal.name}'`,
      's',
    );
    const home = sources.find(({ text }) => declaration.test(text));
    const [, constant = '', payload = ''] = declaration.exec(home?.text ?? '') ?? [];
    const announcers = sources
      .filter(({ text }) => text.includes(`${constant}.announce(`))
      .map(({ file }) => `- \`${file}\``);
    return [
      `## ${signal.name}`,
      docOf(home, constant),
      `Payload: \`${payload.replace(/\s+/g, ' ').replace('; }', ' }')}\`. Declared in \`${home?.file ?? ''}\`.`,
      `Announced by\n\n${announcers.join('\n')}`,
      `Reacting in the same transaction: ${list(signal.nowNames.map((name) => `\`${name}\``))}.`,
      `Reacting in the background: ${list(signal.laterConnections.map(describeLater))}.`,
    ].join('\n\n');
  });
  return `${INTRODUCTION}\n\n${chapters.join('\n\n')}\n`;
}

const INTRODUCTION = `# Signals

This page is written by \`node src/entry/write-signals-page.ts\` from the registry; a test compares it with what is there.

A feature announces that something happened; others react without the announcer knowing them. Announce with
\`signal.announce(ctx, feature, payload)\` inside the transaction that makes the change, after the change was written.

- A **now** receiver runs in that transaction, in the order of connection, with database effects only. When it throws,
  the change is rolled back with its reason.
- A **later** receiver runs in a worker. Its job is written in that transaction, so it exists exactly when the change
  does; it is delivered at least once and must be idempotent. Announcements under one key while one waits become one run
  that sees the last state.

Use a signal when the announcing code does not depend on what receivers do; where the result matters to it, call a
function. Payloads are open: a receiver takes what it needs, and a new field breaks nobody. Under the test runner later
receivers are off; a test turns them on with \`signals.withLater\`. More, with examples: [using signals](develop/signals-guide.md).`;

function describeLater({ name, key, delayMs }: { name: string; key: unknown; delayMs: number }): string {
  return `\`${name}\`${key ? ', one run for a burst' : ''}${delayMs ? `, ${delayMs} ms after the first announcement` : ''}`;
}

function list(names: string[]): string {
  return names.length === 0 ? 'nobody' : names.join('; ');
}

/** What stands above it in the sources, on one line or on several. */
function docOf(source: Source | undefined, constant: string): string {
  const [, text = ''] =
    new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\s*export const ${constant} `, 's').exec(source?.text ?? '') ?? [];
  return text
    .replace(/\n \* ?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function readSources(): Source[] {
  const root = path.join(PROGRAM_ROOT, 'src/features');
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
    .map((file) => ({ file: `src/features/${file}`, text: readFileSync(path.join(root, file), 'utf8') }));
}
