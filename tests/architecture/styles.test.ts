/**
 * Parts of the design system are said once, in parts.css; components place them and make nothing else of their names.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type AST, parse } from 'svelte/compiler';

process.chdir(path.resolve(import.meta.dirname, '../..'));

type Rule = { compounds: AST.CSS.RelativeSelector[]; declarations: string[] };
type Inner = AST.CSS.StyleSheet['children'] | AST.CSS.Block['children'];

/** Every selector with what is declared for it, those inside of @media and @layer too. */
function rulesOf(inner: Inner): Rule[] {
  return inner.flatMap((node) => {
    if (node.type === 'Atrule') return rulesOf(node.block?.children ?? []);
    if (node.type === 'Declaration') return [];
    const declarations = node.block.children
      .filter((one) => one.type === 'Declaration')
      .map(({ property, value }) => `${property}: ${value}`.replaceAll(/\s+/g, ' '));
    return [
      ...node.prelude.children.map(({ children }) => ({ compounds: children, declarations })),
      ...rulesOf(node.block.children),
    ];
  });
}

const stylesOf = (source: string): Rule[] => rulesOf(parse(source, { modern: true }).css?.children ?? []);
const classesOf = ({ selectors }: AST.CSS.RelativeSelector): string[] =>
  selectors.filter(({ type }) => type === 'ClassSelector').map((one) => (one as AST.CSS.ClassSelector).name);

/**
 * What a page composes from: names that stand for something by themselves (`.button`, not the `.quiet` of
 * `.button.quiet`), and what parts.css declares for the bare name.
 */
function partsOf(css: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const { compounds, declarations } of stylesOf(`<style>${css}</style>`)) {
    const [first, ...inside] = compounds;
    if (first?.selectors[0]?.type !== 'ClassSelector') continue;
    const { name } = first.selectors[0];
    const isBare = first.selectors.length === 1 && inside.length === 0;
    parts.set(name, [...(parts.get(name) ?? []), ...(isBare ? declarations : [])]);
  }
  return parts;
}

/**
 * `.pair: display: grid` for each part to which a component gives a layout of its own, or of which it says again what
 * the part says.
 */
function definedAgain(source: string, parts: Map<string, string[]>): string[] {
  return stylesOf(source).flatMap(({ compounds, declarations }) => {
    const names = classesOf(compounds.at(-1) as AST.CSS.RelativeSelector).filter((name) => parts.has(name));
    return names.flatMap((name) =>
      declarations
        .filter((one) => /^display: .*(grid|flex)/.test(one) || parts.get(name)?.includes(one))
        .map((one) => `.${name}: ${one}`),
    );
  });
}

const parts = partsOf(readFileSync('src/ui/parts.css', 'utf8'));

test('no component makes something else of a name that parts.css gives to all pages, or repeats what stands there', () => {
  const again = globSync('src/**/*.svelte').flatMap((file) =>
    definedAgain(readFileSync(file, 'utf8'), parts).map((one) => `${file} ${one}`),
  );
  assert.deepEqual(again, []);
  assert.equal(parts.size > 20, true);
});

test('a part may be placed; its name may not be given to another thing', () => {
  const found = (style: string): string[] =>
    definedAgain(
      `<style>${style}</style>`,
      new Map([
        ['pair', ['display: grid', 'gap: inherit']],
        ['more', []],
      ]),
    );
  assert.deepEqual(
    found(
      '.pair { margin-block: 1rem } li .pair { grid-template-columns: 1fr 2fr } .pair b { display: flex } .pairs { display: grid }',
    ),
    [],
  );
  assert.deepEqual(found('li .pair { gap:  inherit; color: red }'), ['.pair: gap: inherit']);
  assert.deepEqual(found('@media (min-width: 30rem) { .more, p { display: inline-flex } }'), [
    '.more: display: inline-flex',
  ]);
});
