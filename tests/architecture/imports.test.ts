/** Who imports whom: the rules of .dependency-cruiser.cjs hold, and the tool that says so is not blind. */
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import rules from '../../.dependency-cruiser.cjs';

const root = path.resolve(import.meta.dirname, '../..');
process.chdir(root);

type Result = { summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number } };

/** The violations below `baseDir`, in `folders`, which are named from there. */
async function violationsIn(folders: string[], baseDir = root): Promise<{ found: string[]; modules: number }> {
  const { options, ...ruleSet } = rules as { options: Record<string, unknown>; forbidden: unknown[] };
  const settings = { ...options, baseDir, ruleSet, validate: true } as never;
  const { output } = await cruise(folders, settings, undefined, { tsConfig: extractTsConfig('tsconfig.json') });
  const { summary } = output as Result;
  return {
    found: summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`),
    modules: summary.totalCruised,
  };
}

test('no file imports what its place forbids, and every module was looked at', async () => {
  const { found, modules } = await violationsIn(['src', 'tools']);
  assert.deepEqual(found, []);
  assert.equal(modules > 300, true);
});

/** What the planted files import, copied beside them: other tests read the source tree at the same time. */
const IMPORTED = [
  'package.json',
  'src/features/exchange/server/rebuild-exports.ts',
  'src/features/exchange/server/receivers.ts',
  'src/features/events/server/queries.ts',
  'src/platform/money.ts',
];

const PLANTED: Record<string, string> = {
  'src/features/planted/planted.ts': `
    import { rebuildExports } from '#features/exchange/server/rebuild-exports.ts';
    export const planted = rebuildExports;`,
  'src/features/planted/server/write-planted.ts': `
    import '#features/exchange/server/receivers.ts';
    export const planted = 1;`,
  'src/features/planted/ui/Planted.svelte': `<script lang="ts">
    import { listPublicEvents } from '#features/events/server/queries.ts';
    const planted = listPublicEvents;
  </script>
  {planted}`,
  'tools/planted.ts': "export { formatMoney as planted } from '../src/platform/money.ts';",
};

test('a planted violation of each kind is caught', async (t) => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'foyer-imports-')));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const file of IMPORTED) cpSync(path.join(root, file), path.join(folder, file));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, source] of Object.entries(PLANTED)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), source);
  }
  const { found } = await violationsIn(['src/features/planted', 'tools/planted.ts'], folder);
  assert.deepEqual(found.filter((line) => /: (src\/features|tools)\/planted/.test(line)).sort(), [
    'meaning-is-pure: src/features/planted/planted.ts -> src/features/exchange/server/rebuild-exports.ts',
    'server-keeps-to-itself: src/features/planted/server/write-planted.ts -> src/features/exchange/server/receivers.ts',
    'tools-stand-alone: tools/planted.ts -> src/platform/money.ts',
    'ui-knows-no-server: src/features/planted/ui/Planted.svelte -> src/features/events/server/queries.ts',
  ]);
});

test('the server sides of features depend on each other in one direction only', () => {
  const graph = new Map<string, Set<string>>();
  for (const feature of readdirSync('src/features')) {
    const uses = new Set<string>();
    for (const file of listTypeScript(`src/features/${feature}/server`)) {
      for (const [, other] of readFileSync(file, 'utf8').matchAll(/from '#features\/([^/]+)\/server\//g))
        if (other && other !== feature) uses.add(other);
    }
    graph.set(feature, uses);
  }
  assert.deepEqual(findCycle(graph), []);
});

function listTypeScript(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true })
      .map((name) => path.join(folder, String(name)))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  } catch {
    return [];
  }
}

function findCycle(graph: Map<string, Set<string>>): string[] {
  const done = new Set<string>();
  const walk = (node: string, trail: string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...trail, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
