/**
 * Payment methods are modules: what they declare is asked, and their names stand nowhere else. Of services that take
 * money, only their own feature knows that they are there.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { HAND_METHODS } from '#features/payments/hand-methods.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const files = globSync('src/**/*.{ts,svelte}', { exclude: ['src/testing/**', '**/*.test.ts'] }).map((file) => ({
  file,
  text: readFileSync(file, 'utf8'),
}));

/** Files that name something of a method's name which is no method. */
const OTHER_MEANINGS: Record<string, readonly string[]> = {
  // The kind of document.
  invoice: ['features/invoices/invoice.ts', 'features/invoices/server/'],
};

test('no file but its module knows a method that is paid by hand by its name', () => {
  const found = HAND_METHODS.flatMap(({ id }) =>
    files
      .filter(
        ({ file, text }) => file !== `src/features/payments/methods/${id}.ts` && new RegExp(`['"]${id}['"]`).test(text),
      )
      .filter(({ file }) => !(OTHER_MEANINGS[id] ?? []).some((place) => file.startsWith(`src/${place}`)))
      .map(({ file }) => `${id}: ${file}`),
  );
  assert.deepEqual(found, []);
});

/** Files outside its feature that may name Stripe, each with why. */
const KNOW_STRIPE: Record<string, string> = {
  'src/entry/features.ts': 'the list of all features, which has to name each',
  'src/entry/commands/fees.ts': 'the command for the share that Stripe keeps for the installation',
  'src/platform/config.ts': 'names and forms of the settings, which are checked in one place when a process starts',
  'src/platform/stripe-settings.ts': 'what those settings mean: the platform may not import a feature',
  'src/platform/i18n/text-keys.ts': 'the keys of all texts, written from the catalogue',
  'src/platform/http/known-address.ts': 'the addresses that read parameters of their own',
};
/** Pages about the account at Stripe and about its fees: SvelteKit finds a page by its place in `src/routes`. */
const STRIPE_PAGES =
  /^src\/routes\/(\(account\)\/stripe|\(admin\)\/admin\/fees|.+\/\[organizer\]\/settings\/payments)\//;

/** Stripes that are drawn. */
const DRAWN = /\/(ScheduleSlot|SessionItem|SessionPage|poster-compositions|theme-css|track-tint)\.\w+$/;

test('only its own feature and pages know Stripe, and what is excepted does', () => {
  const known = files
    .filter(({ text }) => /stripe/i.test(text))
    .map(({ file }) => file)
    .filter((file) => !file.startsWith('src/features/stripe/') && !STRIPE_PAGES.test(file) && !DRAWN.test(file));
  assert.deepEqual(known.sort(), Object.keys(KNOW_STRIPE).sort());
});
