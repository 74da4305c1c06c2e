import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { Settings } from '../settings.ts';

export const NO_SETTINGS: Settings = {
  title: 'Tidewater',
  files: ['**/*.{ts,mjs,svelte}'],
  exclude: {},
  without: {},
  node: {},
  baseline: 'quality-baseline.json',
  lint: [],
  types: [],
  unused: [],
  dependencies: [],
  duplication: { minTokens: 40, minLines: 5 },
  coverage: { file: 'lcov.info', command: ['false'], of: ['src/**/*.ts'], notMeasured: { '**/*.test.ts': 'tests' } },
  mutation: { kept: 'mutation.json', sample: 4, minutes: 1, words: {}, equal: {}, targets: [] },
  bundle: { folder: 'build', groups: [] },
  licences: { allowed: ['MIT'], known: {} },
  reasons: {},
};

/** A git repository of these files, committed, that is gone after the tests. */
export function plantRepository(files: Record<string, string>, settings: Partial<Settings> = {}): string {
  const root = mkdtempSync(path.join(tmpdir(), 'quality-test-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries({
    'quality.json': JSON.stringify({ ...NO_SETTINGS, ...settings }),
    ...files,
  })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=Tess', '-c', 'user.email=tess@example.org', ...args], {
      cwd: root,
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  git('add', '-A');
  git('commit', '-m', 'All', '--no-verify');
  return root;
}
