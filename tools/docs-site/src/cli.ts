/** `docs-site build --readme README.md --docs docs --out site`. Exit code 0 only when the site was written. */
import { parseArgs } from 'node:util';
import { buildSite } from './build-site.ts';
import { WrongCall } from './settings.ts';

const USAGE = `docs-site build [--readme README.md] [--docs docs] [--out site]

Makes a website with search from a README and a folder of Markdown (.md) and reStructuredText (.rst).

  --readme FILE      the index page; its folder is the root of the tree
  --docs FOLDER      the documents, beside or below the README
  --out FOLDER       where the site goes; a site that lies there is replaced
  --repository URL   where links to source files lead; else "repository" of package.json, else the repository whose
                     workflow this is (GITHUB_REPOSITORY), else the remote "origin" where that is on the web
  --title TEXT       name of the site; else "title" of site.json, else the README's title
  --strict           what is said of the documents fails the build, and no site is written
`;

/**
 * Prints what is wrong on stderr, one line each, and returns the exit code: 0 built, 1 documents wrong, 2 call wrong.
 */
export async function runCommand(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        readme: { type: 'string', default: 'README.md' },
        docs: { type: 'string', default: 'docs' },
        out: { type: 'string', default: 'site' },
        repository: { type: 'string' },
        title: { type: 'string' },
        strict: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== 'build')
      throw new WrongCall('Say "docs-site build"; --help tells more');
    return await build(values);
  } catch (error) {
    const expected = error instanceof WrongCall || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (!expected) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

async function build(values: {
  readme: string;
  docs: string;
  out: string;
  repository?: string;
  title?: string;
  strict: boolean;
}): Promise<number> {
  const started = performance.now();
  const { problems, notes, written } = await buildSite(values);
  const isWritten = written.length > 0;
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  for (const problem of problems) process.stderr.write(isWritten ? `note: ${problem}\n` : `${problem}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(
    isWritten
      ? `${written.length} pages in ${values.out}, ${seconds} s\n`
      : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`,
  );
  return isWritten ? 0 : 1;
}
