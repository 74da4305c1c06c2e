/** The programs that the guide speaks of, where this machine has them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';

const PACKAGES: string[] = JSON.parse(
  readFileSync(path.join(PROGRAM_ROOT, 'bin/test-packages.json'), 'utf8'),
).operations;
/** Debian keeps each version of the clients for itself. */
const CLIENTS = '/usr/lib/postgresql';
/** The version of the server that comes along: an older `pg_dump` refuses it. */
const SERVER_VERSION = 17;

const versions = existsSync(CLIENTS) ? readdirSync(CLIENTS).sort((a, b) => Number(b) - Number(a)) : [];

/** Where to look, the newest clients first. */
export const SEARCH_PATH = [
  ...versions.map((version) => path.join(CLIENTS, version, 'bin')),
  ...(process.env.PATH ?? '').split(path.delimiter),
  '/usr/sbin',
  '/sbin',
].join(path.delimiter);

export function findProgram(name: string): string | undefined {
  return SEARCH_PATH.split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/** Why a test cannot run that needs all of these; false where it can. */
export function lacking(...names: string[]): string | false {
  const missing = names.filter(
    (name) => !findProgram(name) || (name === 'pg_dump' && versionOf(name) < SERVER_VERSION),
  );
  return (
    missing.length > 0 &&
    `${missing.join(', ')} not there, or too old: sudo apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`
  );
}

function versionOf(name: string): number {
  const { stdout } = spawnSync(findProgram(name) as string, ['--version'], { encoding: 'utf8' });
  return Number(/\d+/.exec(stdout)?.[0] ?? 0);
}
