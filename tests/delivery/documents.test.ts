/**
 * What the pages tell people to type is right as far as it can be told without running it: `tests/docs` runs what can
 * be run.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { describeSettings } from '#platform/config.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md').sort()];
const text = (page: string): string => readFileSync(page, 'utf8');
const examples = PAGES.flatMap((page) =>
  [...text(page).matchAll(/^( *)```sh(?: [^\n]*)?\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', code = '']) => ({
    page,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  })),
);

test('every example is a script that a shell reads', () => {
  assert.equal(examples.length >= 50, true);
  const faults = examples.flatMap(({ page, code }) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
    return status === 0 ? [] : [`${page}: ${stderr}`];
  });
  assert.deepEqual(faults, []);
});

test('commands, scripts, files and settings that they name are there', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const help = spawnSync(process.execPath, ['src/entry/cli.ts', '--help'], { encoding: 'utf8' }).stdout;
  const compose = text('compose.yaml');
  const known = new Set(describeSettings({}).map(({ name }) => name));
  for (const { code } of examples) {
    assert.deepEqual(
      [...code.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name as string).filter((name) => !scripts[name]),
      [],
    );
    assert.deepEqual(
      [...code.matchAll(/ foyer (doctor|migrate|web|worker|serve|admin|storage)\b/g)]
        .map(([, name]) => name as string)
        .filter((name) => !help.includes(`foyer ${name}`)),
      [],
    );
    assert.deepEqual(
      [...code.matchAll(/(?<=^|\s)((?:deploy|src|bin|tests|\.ci)\/[\w./-]+)/gm)]
        .map(([, file]) => file as string)
        .filter((file) => !existsSync(file)),
      [],
    );
    const settings = [...code.matchAll(/(?:^|--from-literal )([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name as string);
    assert.deepEqual(
      settings.filter((name) => !known.has(name) && !compose.includes(`\${${name}`)),
      [],
    );
  }
});

test('settings of tests that are described are those that workflows set, and are read', () => {
  const described = [...text('CONTRIBUTING.md').matchAll(/`(TEST_[A-Z0-9_]+)`/g)].map(([, name]) => name as string);
  const read = [
    'src/testing/browser.ts',
    'src/testing/database.ts',
    'src/testing/s3-server.ts',
    'src/platform/mailer.test.ts',
  ].flatMap((file) => [...text(file).matchAll(/\bTEST_[A-Z0-9_]+\b/g)].map(([name]) => name));
  const workflows = [...text('.github/workflows/ci.yml').matchAll(/^ +(TEST_[A-Z0-9_]+):/gm)].map(
    ([, name]) => name as string,
  );
  assert.deepEqual([...new Set(workflows)].sort(), [...new Set(described)].sort());
  assert.deepEqual(
    [...new Set(described)].filter((name) => !read.includes(name)),
    [],
  );
});
