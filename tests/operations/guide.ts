/** The blocks of the operator's guide as they stand there, so that what is tried is what people read. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { listExamples } from 'docs-site';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { triedAs } from '../docs/read-examples.ts';
import { SEARCH_PATH } from './programs.ts';

const blocks = listExamples({
  readme: path.join(PROGRAM_ROOT, 'README.md'),
  docs: path.join(PROGRAM_ROOT, 'docs'),
}).filter((example) => triedAs(example) !== undefined);

/** All names, in the order of files and lines. */
export const TRIED: string[] = blocks.map((example) => triedAs(example) as string);

/**
 * The block of that name, with what stands in it for an example put for what there is here.
 * @throws where any of it is not there
 */
export function guideBlock(name: string, here: Record<string, string> = {}): string {
  const found = blocks.filter((example) => triedAs(example) === name);
  if (found.length !== 1) throw new Error(`${found.length} blocks of the guide are named ${name}`);
  return Object.entries(here).reduce((code, [example, real]) => {
    if (!code.includes(example)) throw new Error(`The block ${name} does not speak of ${example}`);
    return code.replaceAll(example, real);
  }, found[0]?.code ?? '');
}

/** Longer than any of them takes on a machine that has much else to do. */
const LIMIT_MS = 300_000;

export type Said = { out: string; err: string };

/**
 * Runs a script as somebody types it, in `folder`, where `bin/foyer` is. `typed`: what they answer.
 * @throws where it does not end with 0, or not at all
 */
export async function runScript(code: string, folder: string, env: Record<string, string>, typed = ''): Promise<Said> {
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  symlinkOnce(path.join(PROGRAM_ROOT, 'bin/foyer'), path.join(folder, 'bin/foyer'));
  // Away from any terminal, so that whoever asks for a password takes what is typed here.
  const child = spawn('bash', ['-euo', 'pipefail', '-c', code], {
    cwd: folder,
    env: { HOME: folder, LANG: 'C.UTF-8', PATH: SEARCH_PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const said: Said = { out: '', err: '' };
  child.stdout.on('data', (part) => (said.out += part));
  child.stderr.on('data', (part) => (said.err += part));
  child.stdin.end(typed);
  // All that it started ends with it.
  const limit = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), LIMIT_MS);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  if (status !== 0) throw new Error(`It ended with ${status}:\n${code}\n${said.out}${said.err}`);
  return said;
}

function symlinkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
