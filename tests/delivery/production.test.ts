/**
 * The program runs on what an installation without tools has: nothing that it loads is there for tests or builds alone.
 */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const { dependencies, optionalDependencies, devDependencies, imports } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Record<'dependencies' | 'optionalDependencies' | 'devDependencies' | 'imports', Record<string, string>>;

/** Imports, exports from, and imports while it runs; what is there for types alone is left out. */
const IMPORTS =
  /^(?:import|export)(?! type\b)(?:[^'"`;]*? from)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

function targetOf(from: string, name: string): string | undefined {
  if (name.startsWith('.')) return path.join(path.dirname(from), name);
  const alias = Object.entries(imports).find(([pattern]) => name.startsWith(pattern.replace('*', '')));
  return alias ? path.normalize(alias[1].replace('*', name.slice(alias[0].length - 1))) : undefined;
}

/** Every file of ours that is loaded from those on, and the packages that they load. */
function walk(entries: string[]): { files: Set<string>; packages: Map<string, string> } {
  const files = new Set(entries);
  const packages = new Map<string, string>();
  for (const file of files) {
    if (!/\.(ts|svelte)$/.test(file) || !existsSync(file)) continue;
    for (const [, first, second] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      const name = (first ?? second) as string;
      const target = targetOf(file, name);
      if (target) files.add(target);
      else if (!name.startsWith('$') && !name.startsWith('node:') && !builtinModules.includes(name))
        packages.set(
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
          file,
        );
    }
  }
  return { files, packages };
}

const entries = [
  'src/entry/cli.ts',
  ...globSync('src/routes/**/+{page,layout,server}*.{ts,svelte}'),
  ...globSync('src/hooks*.ts'),
];
const { files, packages } = walk(entries);

test('nothing that the program loads is a dependency for development alone', () => {
  assert.equal(files.size > 500 && packages.size > 15, true);
  const known = { ...dependencies, ...optionalDependencies };
  assert.deepEqual(
    [...packages]
      .filter(([name]) => !known[name])
      .map(([name, file]) => `${file}: ${name}${devDependencies[name] ? ' (for development)' : ''}`),
    [],
  );
});

test('a dependency for development would be seen, also behind other files', () => {
  const { packages } = walk(['src/testing/running-foyer.ts', 'src/testing/mail-server.ts']);
  assert.deepEqual(
    ['smtp-server', 'kysely', '@hono/zod-openapi'].filter((name) => !packages.has(name)),
    [],
  );
  assert.deepEqual(
    ['tools/fake-stripe/src/fake-stripe.ts', 'src/entry/worker.ts', 'src/api/api.ts'].filter(
      (file) => !files.has(file),
    ),
    [],
  );
});

test('the image leaves out no package that the running program loads', () => {
  const removed = [
    ...readFileSync('Dockerfile', 'utf8').matchAll(/node_modules\/((?:@[\w-]+\/)?[\w-]+)(?=[ \n])/g),
  ].map(([, name]) => name as string);
  assert.equal(removed.includes('vite'), true);
  // Pages are built by then: what their sources name is looked at in the files that are loaded as they are.
  const running = walk(['src/entry/cli.ts']).packages;
  assert.deepEqual(
    removed.filter((name) => running.has(name)),
    [],
  );
});

/** What .dockerignore says of a file: the last line that names it, or a folder that it is in, counts. */
function isLetIn(file: string): boolean {
  const folders = file.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
  const rules = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const last = rules.findLast((rule) => folders.some((part) => path.matchesGlob(part, rule.replace(/^!/, ''))));
  return last?.startsWith('!') ?? true;
}

test('the image gets every file that the program is built of or loads, and no test', () => {
  const loaded = [...files].filter((file) => existsSync(file));
  assert.equal(loaded.includes('tools/fake-stripe/src/fake-stripe.ts'), true);
  assert.deepEqual(
    loaded.filter((file) => !isLetIn(file)),
    [],
  );
  const others = globSync('{src,db,bin,tools,static}/**/*.test.ts').concat(
    'src/testing/database.ts',
    'tools/quality/src/cli.ts',
    'docs/deploy.md',
  );
  assert.deepEqual(others.filter(isLetIn), []);
});
