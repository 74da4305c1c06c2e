/** What somebody types finds the place that helps them, and the places that help most come first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Found, openSearch } from './open-search.ts';
import { buildTree, type Planted } from './testing/plant-tree.ts';

/** The search of the site of these documents. */
async function searchIn(
  files: Planted,
): Promise<{ search: (wanted: string) => Found; headings: (wanted: string) => string[] }> {
  const built = await buildTree(files);
  assert.deepEqual({ problems: built.problems, notes: built.notes }, { problems: [], notes: [] });
  const search = openSearch(built.out);
  return { search, headings: (wanted) => search(wanted).results.map(({ heading }) => heading) };
}

const site = await searchIn({
  'docs/guide.md':
    '# Guide\n\n## Discount codes\n\n<!-- search: coupon, promo code -->\n\nTake something off the price.\n\n## Write an e-mail\n\nTo everybody.\n',
  'docs/why.md': '# Why discount codes\n\nDiscount codes, discount codes. Lanterns.\n',
  'docs/site.json': '{ "sidebar": ["guide.md", { "title": "Reasons", "weight": 0.2, "pages": ["why.md"] }] }',
});

test('pages of less weight come after the others', () => {
  assert.deepEqual(site.headings('discount codes'), ['Discount codes', 'Why discount codes']);
});

test('a section is found by the words of its comment, which no page shows', async () => {
  assert.deepEqual(site.headings('coupon'), ['Discount codes']);
  assert.deepEqual(
    site.search('promo code').results.map(({ text }) => text),
    ['Take something off the price.'],
  );
  const built = await buildTree({ 'docs/a.md': '# A\n\n<!-- search: coupon -->\n\nText.\n\n- one <!-- two -->\n' });
  assert.doesNotMatch(built.page('docs/a.html'), /coupon|two|<!--/);
});

test('small words that every page has are not looked for', () => {
  assert.deepEqual(site.headings('how do I write an email to the'), ['Write an e-mail']);
  assert.deepEqual(site.headings('of the'), []);
});

test('email, e-mail and mail are one word', () => {
  assert.deepEqual(
    [site.headings('email'), site.headings('e-mail'), site.headings('mail')],
    [['Write an e-mail'], ['Write an e-mail'], ['Write an e-mail']],
  );
});

test('where no place has all of the words, those that have some are shown, and that is said', () => {
  assert.equal(site.search('lanterns price').some, true);
  assert.deepEqual(site.headings('lanterns price').sort(), ['Discount codes', 'Why discount codes']);
  assert.equal(site.search('discount codes').some, false);
  assert.deepEqual([site.search('zzzz').results.length, site.search('zzzz').some], [0, true]);
});

test('a weight has to be a number above nothing', async () => {
  const built = await buildTree({
    'docs/a.md': '# A\n',
    'docs/site.json': '{ "sidebar": [\n{ "title": "All", "weight": 0, "pages": ["a.md"] }] }',
  });
  assert.deepEqual(built.problems, ['docs/site.json:2: "weight" has to be a number above 0']);
});

test('a document beside the README that site.json names is a page', async () => {
  const files = {
    'README.md': '# A\n\n[How](HELPING.md)\n',
    'HELPING.md': '# Helping\n\nRead [more](docs/b.md#b) and [the first page](README.md).\n',
    'OTHER.md': '# Other\n',
    'docs/b.md': '# B\n',
  };
  const built = await buildTree({ ...files, 'docs/site.json': '{ "sidebar": ["b.md", "../HELPING.md"] }' });
  assert.deepEqual(
    { problems: built.problems, pages: built.pages },
    { problems: [], pages: ['index.html', 'docs/b.html', 'HELPING.html'] },
  );
  assert.match(built.page('index.html'), /href="HELPING.html"/);
  assert.match(built.page('HELPING.html'), /href="docs\/b.html#b".*href="index.html"/);
  const wrong = await buildTree({
    ...files,
    'docs/site.json': '{ "sidebar": ["b.md", "../HELPING.md",\n"../NOTHING.md", "../../x.md"] }',
  });
  assert.deepEqual(wrong.problems, [
    'docs/site.json:2: there is no document ../../x.md',
    'docs/site.json:2: there is no document ../NOTHING.md',
  ]);
});
