import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { main } from './cli.ts';
import type { Comparison, Report } from './report.ts';
import { plantRepository } from './testing/plant-repository.ts';

const PARTS = 'complexity,duplication,licences,exclusions';
const LOCK = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', license: 'MIT' } } });
const WORSE = `export function tangle(a: number): number {\n${'  if (a > 1) { for (let i = 0; i < a; i += 1) { if (i > 2) a -= 1; } }\n'.repeat(8)}  return a;\n}\n`;

test('a report is written in all three forms, and says what a change made worse', async () => {
  const root = plantRepository({ 'package-lock.json': LOCK, 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': `${'//'} eslint-disable-next-line no-x -- <words> of a person\nexport const b = 2;\n`, 'src/gone.ts': 'export const gone = 1;\n' });
  assert.equal(await main(['--only', PARTS, '--json', 'out/base.json'], root), 0);
  writeFileSync(path.join(root, 'src/a.ts'), WORSE);
  for (const base of ['out/base.json', 'main']) {
    assert.equal(await main(['--only', PARTS, '--base', base, '--json', 'out/now.json', '--html', 'out/now.html', '--markdown', 'out/now.md'], root), 1);
    const { comparison, files, exclusions } = JSON.parse(readFileSync(path.join(root, 'out/now.json'), 'utf8')) as Report & { comparison: Comparison };
    assert.deepEqual(comparison.worse.map(({ path: file, before }) => [file, before]), [['src/a.ts', 'A']]);
    assert.deepEqual([comparison.better, comparison.gone, comparison.added], [[], [], []]);
    assert.deepEqual(files.map((file) => file.path), ['src/a.ts', 'src/b.ts', 'src/gone.ts']);
    assert.deepEqual(exclusions.filter(({ tool }) => tool === 'comment').map(({ what, where, reason }) => [what, where, reason]), [['eslint-disable-next-line no-x', 'src/b.ts:1', '<words> of a person']]);
  }
  const page = readFileSync(path.join(root, 'out/now.html'), 'utf8');
  assert.equal(page.includes('&lt;words&gt; of a person'), true);
  assert.doesNotMatch(page, /<(?:script|link|img)|(?:src|href)=/);
  assert.match(readFileSync(path.join(root, 'out/now.md'), 'utf8'), /Worse:\n\n- `src\/a\.ts` A → /);
  assert.equal(existsSync(path.join(root, '.git/worktrees/tree')), false);
});

test('under a B the exit code is 1: an exclusion without a reason counts', async () => {
  const comments = Array.from({ length: 6 }, (_, at) => `${'//'} biome-ignore lint/x${at}\nexport const a${at} = ${at};\n`).join('');
  const root = plantRepository({ 'src/a.ts': comments });
  assert.equal(await main(['--only', 'exclusions', '--json', 'out.json'], root), 1);
  const { grade, capped } = JSON.parse(readFileSync(path.join(root, 'out.json'), 'utf8')) as Report;
  assert.deepEqual([grade, capped], ['C', ['No better than a C with an F: Exclusions.']]);
});

test('a call that is wrong says why, with exit code 2', async () => {
  const root = plantRepository({ 'src/a.ts': 'export const a = 1;\n' });
  assert.equal(await main(['--mutation', 'some'], root), 2);
  assert.equal(await main(['--unknown'], root), 2);
  assert.equal(await main(['--only', 'exclusions,lnt'], root), 2);
  assert.equal(await main(['--only', ''], root), 2);
  assert.equal(await main(['--only', 'exclusions', '--base', 'no-such-branch'], root), 2);
  assert.equal(await main([], path.join(root, 'src')), 2);
});

test('badges name no address, and what is not known is not drawn as good', async () => {
  const { drawBadge, writeBadges } = await import('./write-badges.ts');
  assert.equal(drawBadge('quality', 'B', '#3f6b1f').replace('http://www.w3.org/2000/svg', '').includes('http'), false);
  const root = plantRepository({});
  const part = { name: 'mutation', title: 'Mutation', grade: null, said: '', figures: {}, problems: [], notes: [], seconds: 0 } as const;
  writeBadges(path.join(root, 'badges'), { grade: 'B', parts: [{ ...part, problems: [], notes: [] }] });
  assert.match(readFileSync(path.join(root, 'badges/mutation.svg'), 'utf8'), /not known/);
  assert.equal(existsSync(path.join(root, 'badges/coverage.svg')), false);
});
