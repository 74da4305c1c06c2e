import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { loadConference } from '#features/exchange/server/load-conference.ts';
import { buildExport } from '#features/exchange/server/rebuild-exports.ts';
import { EXPORTS, findExport } from '#features/exchange/server/write-conference.ts';
import { Invalid } from '#platform/errors.ts';
import type { Arguments } from './arguments.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer export SLUG FILE`: drafts too, for the system may see everything. */
export async function runExport({ values, positionals }: Arguments): Promise<number> {
  const [slug, name] = positionals;
  const file = name ? findExport(name) : undefined;
  if (!slug || !file)
    throw new Invalid(`Name an event and one of ${EXPORTS.map((e) => e.name).join(', ')}`, [], 'usage');
  const dialect = values.dialect as 'dash' | 'snake' | undefined;
  if (dialect && dialect !== 'dash' && dialect !== 'snake')
    throw new Invalid('--dialect is dash or snake', [], 'usage');
  if (values.client !== undefined && values.client !== 'fosdem') throw new Invalid('--client is fosdem', [], 'usage');
  if (values.times !== undefined && values.times !== 'offset') throw new Invalid('--times is offset', [], 'usage');
  return withFoyer(async (foyer, ctx) => {
    const known = await loadConference(ctx, await authoriseEvent(ctx, slug, 'see'));
    const options = {
      ...(dialect ? { dialect } : {}),
      ...(values.client ? { client: 'fosdem' as const } : {}),
      ...(values.times ? { times: 'offset' as const } : {}),
      ...(values.private ? { includePrivate: true } : {}),
    };
    const body = await buildExport({ baseUrl: foyer.config.url, storage: foyer.storage }, known, file, options);
    if (values.out) await writeOut(String(values.out), body, Boolean(values.private));
    else process.stdout.write(body);
    return 0;
  });
}

/** What the public may not see, only the file's owner can read. */
async function writeOut(file: string, body: Uint8Array | string, isPrivate: boolean): Promise<void> {
  try {
    await using handle = await open(file, constants.O_WRONLY | constants.O_CREAT, isPrivate ? 0o600 : 0o666);
    const isPlain = (await handle.stat()).isFile();
    // What stands there is emptied only when it is certain that nobody else will read what comes.
    if (isPlain && isPrivate) await handle.chmod(0o600);
    if (isPlain) await handle.truncate();
    await handle.writeFile(body);
  } catch (cause) {
    throw new Invalid(`${file} cannot be written: ${reasonOf(cause)}`, [], 'no_file', { cause });
  }
}

/** `ENOENT: no such file or directory, open '/x'` without the name, which was said. */
function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/^E[A-Z]+: |, \w+( '.*')?$/g, '');
}
