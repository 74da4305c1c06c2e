import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { main } from './cli.ts';
import { type Comparison, type Report, unmeasured } from './report.ts';
import { readSettings } from './settings.ts';
import { NO_SETTINGS, plantRepository } from './testing/plant-repository.ts';

const PARTS = 'complexity,duplication,licences,exclusions';
const LOCK = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', license: 'MIT' } } });
const WORSE = `export function tangle(a: number): number {\n${'  if (a > 1) { for (let i = 0; i < a; i += 1) { if (i > 2) a -= 1; } }\n'.repeat(8)}  return a;\n}\n`;

test('a report is written in all three forms, and says what a change made worse', async () => {
  const root = plantRepository({
    'package-lock.json': LOCK,
    'src/a.ts': 'export const a = 1;\n',
    'src/b.ts': `${'//'} eslint-disable-next-line no-x -- <words> of a person\nexport const b = 2;\n`,
    'src/gone.ts': 'export const gone = 1;\n',
  });
  assert.equal(await main(['--only', PARTS, '--json', 'out/base.json'], root), 0);
  writeFileSync(path.join(root, 'src/a.ts'), WORSE);
  for (const base of ['out/base.json', 'main']) {
    assert.equal(
      await main(
        [
          '--only',
          PARTS,
          '--base',
          base,
          '--json',
          'out/now.json',
          '--html',
          'out/now.html',
          '--markdown',
          'out/now.md',
        ],
        root,
      ),
      1,
    );
    const { comparison, files, exclusions } = JSON.parse(
      readFileSync(path.join(root, 'out/now.json'), 'utf8'),
    ) as Report & { comparison: Comparison };
    assert.deepEqual(
      comparison.worse.map(({ path: file, before }) => [file, before]),
      [['src/a.ts', 'A']],
    );
    assert.deepEqual([comparison.better, comparison.gone, comparison.added, comparison.excluded], [[], [], [], []]);
    assert.deepEqual(
      files.map((file) => file.path),
      ['src/a.ts', 'src/b.ts', 'src/gone.ts'],
    );
    assert.deepEqual(
      exclusions.filter(({ tool }) => tool === 'comment').map(({ what, where, reason }) => [what, where, reason]),
      [['eslint-disable-next-line no-x', 'src/b.ts:1', '<words> of a person']],
    );
  }
  const page = readFileSync(path.join(root, 'out/now.html'), 'utf8');
  assert.equal(page.includes('&lt;words&gt; of a person'), true);
  assert.doesNotMatch(page, /<(?:script|link|img)|(?:src|href)=/);
  assert.match(readFileSync(path.join(root, 'out/now.md'), 'utf8'), /Worse:\n\n- `src\/a\.ts` A → /);
  assert.equal(existsSync(path.join(root, '.git/worktrees/tree')), false);
});

test('under a B the exit code is 1: an exclusion without a reason counts', async () => {
  const comments = Array.from(
    { length: 6 },
    (_, at) => `${'//'} biome-ignore lint/x${at}\nexport const a${at} = ${at};\n`,
  ).join('');
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
});

test('who names fewer files, or leaves some out, has no better grade, and both are listed', async () => {
  const files = {
    'package-lock.json': LOCK,
    'src/a.ts': 'export const a = 1;\n',
    'src/bad.ts': WORSE.repeat(3).replaceAll('tangle', () => `t${Math.random().toString(36).slice(2)}`),
  };
  const measured = async (root: string): Promise<Report & { comparison: Comparison }> => {
    await main(['--only', 'exclusions', '--base', 'main', '--json', 'out/now.json'], root);
    return JSON.parse(readFileSync(path.join(root, 'out/now.json'), 'utf8')) as Report & { comparison: Comparison };
  };
  const root = plantRepository(files);
  const whole = await measured(root);
  for (const settings of [{ files: ['src/a.ts'] }, { exclude: { 'src/bad.ts': 'it is old' } }]) {
    writeFileSync(path.join(root, 'quality.json'), JSON.stringify({ ...NO_SETTINGS, ...settings }));
    const less = await measured(root);
    assert.equal(less.points <= whole.points, true, `${less.points} of ${whole.points}`);
    assert.equal(less.parts[0]?.figures.ungradedLines, WORSE.repeat(3).split('\n').length - 1);
    assert.deepEqual(
      less.comparison.excluded.map(({ tool, what, reason }) => [tool, what, reason]),
      [settings.files ? ['grades', 'src', null] : ['grades', 'src/bad.ts', 'it is old']],
    );
    assert.deepEqual(
      less.comparison.gone.map(({ path: file }) => file),
      ['src/bad.ts'],
    );
  }
});

test('an exclusion is found however its comment or its setting is written', async () => {
  const lines = [
    `${'/**'} @ts-ignore */`,
    `${'///'} @ts-expect-error`,
    `${'/*'} eslint no-x: off */`,
    `${'/*'}eslint-disable*/`,
  ].join('\n');
  const biome = {
    linter: { includes: ['**', '!src/b.ts'], rules: { style: { x: 'warn', y: { level: 'off' }, z: 'error' } } },
    overrides: [{ includes: ['src/**'], linter: { enabled: false } }],
  };
  const root = plantRepository({ 'src/a.ts': `${lines}\nexport const a = 1;\n`, 'biome.json': JSON.stringify(biome) });
  await main(['--only', 'exclusions', '--json', 'out.json'], root);
  const { exclusions } = JSON.parse(readFileSync(path.join(root, 'out.json'), 'utf8')) as Report;
  assert.deepEqual(
    exclusions.filter(({ tool }) => tool === 'biome').map(({ what }) => what),
    ['src/b.ts', 'style/x', 'style/y', 'all rules in src/**'],
  );
  assert.deepEqual(
    exclusions.filter(({ tool }) => tool === 'comment').map(({ where }) => where),
    ['src/a.ts:1', 'src/a.ts:2', 'src/a.ts:3', 'src/a.ts:4'],
  );
});

test('a part alone that is under a B ends with 1, whatever the files are', async () => {
  const root = plantRepository({
    'src/a.ts': 'export const a = 1;\n',
    'package-lock.json': JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', license: 'Odd' } } }),
  });
  assert.equal(await main(['--only', 'licences', '--json', 'out.json'], root), 1);
  assert.equal((JSON.parse(readFileSync(path.join(root, 'out.json'), 'utf8')) as Report).grade, 'B');
});

test('an empty repository has no good grade, and a folder without git says so', async () => {
  const empty = plantRepository({});
  assert.equal(await main(['--only', PARTS, '--json', 'out.json'], empty), 1);
  const { parts } = JSON.parse(readFileSync(path.join(empty, 'out.json'), 'utf8')) as Report;
  assert.deepEqual(
    parts.filter(({ grade }) => grade !== null).map(({ name }) => name),
    ['exclusions'],
  );
  const folder = plantRepository({ 'src/a.ts': '' });
  rmSync(path.join(folder, '.git'), { recursive: true });
  assert.equal(await main(['--only', PARTS], folder), 2);
});

test('a quality.json that is wrong says what, and one that says little is enough', async () => {
  const root = plantRepository({ 'src/a.ts': 'export const a = 1;\n' });
  const wrong: [unknown, RegExp][] = [
    [[], /quality\.json has to be an object/],
    [{ lints: [] }, /has no setting "lints"; there are title, files/],
    [{ files: 'src' }, /"files" in quality\.json has to be of the kind list/],
    [{ mutation: { targets: {} } }, /"targets" in "mutation" in quality\.json has to be of the kind list/],
  ];
  for (const [said, words] of wrong) {
    writeFileSync(path.join(root, 'quality.json'), JSON.stringify(said));
    assert.throws(() => readSettings(root), words);
  }
  writeFileSync(path.join(root, 'quality.json'), '{}');
  assert.equal(await main(['--only', 'exclusions'], root), 0);
});

test('badges name no address, and what is not known is not drawn as good', async () => {
  const { drawBadge, writeBadges } = await import('./write-badges.ts');
  assert.equal(drawBadge('quality', 'B', '#3f6b1f').replace('http://www.w3.org/2000/svg', '').includes('http'), false);
  const root = plantRepository({});
  const part = unmeasured('mutation', 'Mutation');
  writeBadges(path.join(root, 'badges'), { grade: 'B', parts: [part] });
  assert.match(readFileSync(path.join(root, 'badges/mutation.svg'), 'utf8'), /not known/);
  assert.equal(existsSync(path.join(root, 'badges/coverage.svg')), false);
});

test('an earlier report adds its commit to a trend and draws badges, and nothing is measured', async () => {
  const root = plantRepository({ 'src/a.ts': 'debugger;\n' }, { badges: 'badges' });
  const part = { ...unmeasured('coverage', 'Coverage'), grade: 'A', figures: { lines: 94.8 } };
  const report = { version: 1, files: [], commit: 'c1', at: '2026-12-01T08:00:00Z', grade: 'B', measured: 'B' };
  writeFileSync(
    path.join(root, 'then.json'),
    JSON.stringify({ ...report, points: 4.1, parts: [part], capped: [], missing: [], seconds: 3 }),
  );
  const args = ['--from', 'then.json', '--trend', 'kept/trend.json', '--badges'];
  assert.equal(await main(args, root), 0);
  assert.equal(await main(args, root), 0);
  assert.deepEqual(JSON.parse(readFileSync(path.join(root, 'kept/trend.json'), 'utf8')), [
    { commit: 'c1', at: '2026-12-01T08:00:00Z', grade: 'B', points: 4.1, coverage: 94.8 },
  ]);
  assert.match(readFileSync(path.join(root, 'kept/trend.svg'), 'utf8'), /now 4\.1 of 5 points/);
  assert.match(readFileSync(path.join(root, 'badges/coverage.svg'), 'utf8'), /94 %/);
  assert.equal(await main(['--from', 'quality.json'], root), 2);
});

test('a first run needs no settings: comments in tsconfig.json are read, and what is not known is no grade', async () => {
  const root = plantRepository({
    'tsconfig.json':
      '{\n  // Strict.\n  "compilerOptions": { "strict": true, },\n  "exclude": ["old"], /* later */\n}\n',
    'src/a.ts': 'export const a = 1;\n',
    'package.json': '{ "name": "strange" }',
  });
  rmSync(path.join(root, 'quality.json'));
  assert.equal(await main(['--json', 'out.json', '--markdown', 'out.md', '--html', 'out.html'], root), 3);
  const report = JSON.parse(readFileSync(path.join(root, 'out.json'), 'utf8')) as Report;
  assert.deepEqual([report.grade, report.measured, report.missing], [null, 'B', ['Coverage', 'Dependencies']]);
  const said = (name: string): string | undefined => report.parts.find((part) => part.name === name)?.said;
  assert.match(said('coverage') ?? '', /^not available: there is no coverage\/lcov\.info/);
  assert.match(said('exclusions') ?? '', /^not asked for: 1 exclusions/);
  assert.match(readFileSync(path.join(root, 'out.md'), 'utf8'), /: no grade, B of what was measured/);
  assert.match(readFileSync(path.join(root, 'out.html'), 'utf8'), /no grade, B of what was measured/);
});

test('coverage is found where it usually lies', async () => {
  const root = plantRepository({ 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' });
  rmSync(path.join(root, 'quality.json'));
  mkdirSync(path.join(root, 'coverage'));
  writeFileSync(
    path.join(root, 'coverage/lcov.info'),
    'SF:src/a.ts\nDA:1,1\nLF:1\nLH:1\nBRF:0\nBRH:0\nend_of_record\n',
  );
  await main(['--only', 'coverage', '--json', 'out.json'], root);
  const [part] = (JSON.parse(readFileSync(path.join(root, 'out.json'), 'utf8')) as Report).parts;
  assert.deepEqual([part?.figures.lines, part?.figures.files], [50, 2]);
});

test('with a baseline old findings fail nothing, wherever they move, and a new one fails', async () => {
  const root = plantRepository({ 'src/old.ts': 'debugger;\nexport const old = 1;\n', 'package.json': '{}' });
  rmSync(path.join(root, 'quality.json'));
  assert.equal(await main(['--write-baseline'], root), 0);
  assert.equal(await main([], root), 0);
  writeFileSync(path.join(root, 'src/old.ts'), '\n// Moved.\ndebugger;\nexport const old = 1;\n');
  assert.equal(await main([], root), 0);
  writeFileSync(path.join(root, 'src/new.ts'), 'export const run = (code: string) => eval(code);\n');
  assert.equal(await main([], root), 1);
  writeFileSync(path.join(root, 'quality-baseline.json'), '[]');
  assert.equal(await main([], root), 2);
});

test('new and fixed issues are kept apart from those that moved', async () => {
  const root = plantRepository({ 'src/a.ts': 'debugger;\nexport const a = 1;\nexport var gone = 2;\n' });
  writeFileSync(path.join(root, 'src/a.ts'), '\n\ndebugger;\nexport const a = eval("1");\n');
  await main(['--only', 'errors,security,style', '--base', 'main', '--json', 'out/now.json'], root);
  const { comparison } = JSON.parse(readFileSync(path.join(root, 'out/now.json'), 'utf8')) as {
    comparison: Comparison;
  };
  const names = (issues: { rule?: string; line?: number }[]) => issues.map(({ rule, line }) => [rule, line]);
  assert.deepEqual(names(comparison.issues.fixed), [['no-var', 3]]);
  assert.deepEqual(names(comparison.issues.added), [['no-eval', 4]]);
});
