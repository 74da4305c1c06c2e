/** Where things live: the closed vocabulary of file names, one writer per table, pages that describe what is there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { describeSignals } from '#entry/describe-signals.ts';
import { findWrites } from './find-writes.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const VERBS = [
  'accept',
  'answer',
  'apply',
  'archive',
  'attach',
  'begin',
  'bump',
  'cancel',
  'check',
  'close',
  'complete',
  'connect',
  'copy',
  'create',
  'delete',
  'disconnect',
  'discard',
  'draw',
  'enter',
  'erase',
  'expire',
  'export',
  'find',
  'finish',
  'grant',
  'handle',
  'import',
  'invite',
  'join',
  'leave',
  'load',
  'lock',
  'make',
  'mark',
  'match',
  'move',
  'offer',
  'open',
  'place',
  'poll',
  'post',
  'preview',
  'price',
  'publish',
  'purge',
  'read',
  'record',
  'refund',
  'rebuild',
  'refresh',
  'reinstate',
  'remake',
  'remove',
  'render',
  'remember',
  'reserve',
  'restore',
  'revoke',
  'rotate',
  'schedule',
  'send',
  'serve',
  'settle',
  'sign',
  'start',
  'stop',
  'strip',
  'take',
  'transfer',
  'update',
  'upload',
  'verify',
  'withdraw',
  'store',
  'convert',
  'guard',
  'collect',
  'extend',
  'prepare',
  'write',
];
const FIXED = [
  'queries',
  'inputs',
  'policy',
  'present',
  'api',
  'signals',
  'receivers',
  'jobs',
  'mails',
  'kinds',
  'tables',
  'auth',
  'providers',
  'provider',
];
/** Adapters, each to one outside service. */
const PROVIDERS = ['x', 'github', 'oidc', 'apple-wallet', 'google-wallet', 'stripe-client', 'provider'];
/** Server sides that are sorted into folders by what happens; their files are named in the same way. */
const SUBFOLDERS: Record<string, string[]> = {
  orders: ['holding', 'pricing', 'paying', 'after-sale'].map((name) => `src/features/orders/server/${name}`),
};
const FORBIDDEN = /(^|[-/])(index|utils?|helpers?|common|service|manager|misc)(\.|$)/;

function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => statSync(file).isFile());
}

const features = readdirSync('src/features');

test('every file in the server side of a feature is named after a verb or one of the fixed roles', () => {
  const strange = features.flatMap((feature) =>
    [`src/features/${feature}/server`, ...(SUBFOLDERS[feature] ?? [])]
      .flatMap((folder) => readdirSync(folder, { withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name.replace(/(\.test)?\.ts$/, ''))
      .filter((name) => !FIXED.includes(name) && !PROVIDERS.includes(name) && !VERBS.includes(name.split('-')[0] ?? ''))
      .map((name) => `${feature}/server/${name}`),
  );
  assert.deepEqual(strange, []);
});

test('no file is named after nothing', () => {
  const all = ['src', 'tests', 'bench', 'bin', 'tools']
    .flatMap(files)
    .filter((file) => !file.includes('/fixtures/'))
    .filter((file) => FORBIDDEN.test(path.basename(file)));
  assert.deepEqual(all, []);
});

test('TypeScript files are kebab-case and components PascalCase', () => {
  const odd = ['src', 'tools'].flatMap(files).filter((file) => {
    const name = path.basename(file);
    if (file.startsWith('src/routes') && name.startsWith('+')) return false;
    if (name.endsWith('.svelte')) return !/^[A-Z][A-Za-z0-9]+\.svelte$/.test(name);
    if (name.endsWith('.ts')) return !/^[a-z0-9]+(-[a-z0-9]+)*(\.server|\.test|\.d|\.bench)?\.ts$/.test(name);
    return false;
  });
  assert.deepEqual(odd, []);
});

test('each table is written by one feature', () => {
  const writers = new Map<string, Set<string>>();
  for (const file of [
    ...features.flatMap((feature) => files(`src/features/${feature}/server`)),
    ...files('src/platform'),
  ]) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const owner = file.startsWith('src/platform') ? 'platform' : (file.split('/')[2] as string);
    const text = readFileSync(file, 'utf8');
    for (const table of findWrites(text)) writers.set(table, (writers.get(table) ?? new Set()).add(owner));
  }
  const shared = [...writers]
    .filter(([, owners]) => owners.size > 1)
    .map(([table, owners]) => `${table}: ${[...owners].sort().join(', ')}`);
  assert.deepEqual(shared, []);
  assert.equal(writers.size >= 12, true);
});

test('docs/signals.md says what the registry says', () => {
  assert.equal(readFileSync('docs/signals.md', 'utf8'), describeSignals());
});

test('each decision has a number of its own, says it, and they are listed in that order', () => {
  const pages = readdirSync('docs/decisions')
    .filter((name) => /^\d/.test(name))
    .sort();
  const numbers = pages.map((name) => /^(\d{4})-/.exec(name)?.[1]);
  assert.deepEqual(numbers, [...new Set(numbers)]);
  const titles = pages.map((name) =>
    /^# (\d{4}) (.+)$/m.exec(readFileSync(`docs/decisions/${name}`, 'utf8').split('\n')[0] as string),
  );
  assert.deepEqual(
    titles.map((title) => title?.[1]),
    pages.map((name) => name.slice(0, 4)),
  );
  const listed = readFileSync('docs/decisions/README.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ['));
  assert.deepEqual(
    listed.map((line) => /\((.+?)\)/.exec(line)?.[1]),
    pages,
  );
});

/** Features that write nothing which an event shows, and those that write through the others. */
const NO_EVENT = new Set([
  'accounts',
  'api-keys',
  'audit',
  'changes',
  'connections',
  'edits',
  'exchange',
  'invoices',
  'mail',
  'messages',
  'organizers',
  'records',
  'questions',
  'stripe',
  'webhooks',
]);

/** Use cases that write and need no walk, each with why. */
const NOT_WALKED: Record<string, string> = {
  announceModified: 'announces pictures; upload-picture.test.ts',
  announceReady: 'announces pictures; make-variants.test.ts',
  createEvent: 'a new event is nobody’s to see yet; write-event.test.ts holds what it announces',
  createSeries: 'changes the first event and makes drafts of others; copy-event.test.ts holds what it announces',
  createOrder: 'orders are shown on no public page; what is left of a ticket type is asked afresh each time',
  updatePaymentChoice: 'how an order is paid is shown on no public page',
  createNote: 'what the team notes is shown on no public page',
  updateBuyer: 'who ordered is shown on no public page',
  updateAttendees: 'who comes is shown on no public page',
  updateHolding: 'who comes is shown on no public page',
  updateOrderRules: 'shown to buyers alone, afresh each time',
  writeOrderEdit: 'the history of an order is shown on no public page',
  updateCurrency:
    'changes the event and its prices, so it counts up twice; receivers.test.ts has a test of its own for it',
  updateFocalPoint: 'announces pictures; make-variants.test.ts',
  updatePortraitFocus: 'a person’s picture is none of an event’s; update-focal-point.test.ts',
  updatePictureSize: 'a setting of the installation; pictures are made anew by a command',
  writeMedia: 'a file shows once something points at it',
  writeOwnedMedia: 'a file shows once something points at it',
};

test('every use case that writes is walked by the test that holds announcements against changes', () => {
  const walk = readFileSync('src/features/exchange/server/receivers.test.ts', 'utf8');
  const writers = features
    .filter((feature) => !NO_EVENT.has(feature))
    .flatMap((feature) => files(`src/features/${feature}/server`))
    .filter((file) => /\/(create|publish|update|write)-[\w-]+\.ts$/.test(file) && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name as string),
    );
  const missing = writers.filter(
    (name) => !NOT_WALKED[name] && !new RegExp(`\\b${name}\\b`).test(walk.slice(walk.indexOf('const WALK'))),
  );
  assert.deepEqual(missing, []);
  assert.deepEqual(
    Object.keys(NOT_WALKED).filter((name) => !writers.includes(name)),
    [],
  );
});
