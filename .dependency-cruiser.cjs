/**
 * Who may import whom. tests/architecture/imports.test.ts runs these rules, and plants one violation that must be
 * caught.
 */
const MEANING = '^src/features/[^/]+/(methods/)?[^/]+\\.ts$';
const SERVER = '^src/features/([^/]+)/server/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'No file imports itself by a detour.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'meaning-is-pure',
      severity: 'error',
      comment:
        'Types, states and rules know no server, no pages and no npm; of the platform only time, money, ids, fields, lists and keys of texts and problems.',
      from: { path: MEANING, pathNot: '\\.test\\.ts$' },
      to: { pathNot: [MEANING, '^src/platform/(time|money|ids|records/field|i18n/(text|problem-code|lists))\\.ts$'] },
    },
    {
      name: 'server-keeps-to-itself',
      severity: 'error',
      comment: "Others' jobs, receivers, API shells, mails and tables are theirs alone.",
      from: { path: SERVER, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/features/([^/]+)/server/(jobs|receivers|api|mails|tables)\\.ts$',
        pathNot: '^src/features/$1/',
      },
    },
    {
      name: 'server-knows-no-pages',
      severity: 'error',
      from: { path: SERVER, pathNot: '\\.test\\.ts$' },
      to: { path: ['^src/(routes|api|entry|ui)/', '\\.svelte$', '^node_modules/(svelte|@sveltejs)/'] },
    },
    {
      name: 'ui-knows-no-server',
      severity: 'error',
      from: { path: '^src/(features/[^/]+/ui|ui)/' },
      to: { path: ['/server/', '^src/(routes|api|entry)/'] },
    },
    {
      name: 'design-system-knows-no-product',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/features/' },
    },
    {
      name: 'platform-knows-no-product',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(features|routes|api|entry|ui|testing)/' },
    },
    {
      name: 'shells-write-no-sql',
      severity: 'error',
      from: { path: '^src/(routes|api)/' },
      to: { path: ['^node_modules/(kysely|pg)/', '^src/platform/db/', '^db/'] },
    },
    {
      name: 'pages-show-markup-in-its-thread',
      severity: 'error',
      comment: 'Long texts hold up nobody: pages ask show-markup.ts.',
      from: { path: '^src/(routes|api)/' },
      to: { path: '^src/platform/markup\\.ts$' },
    },
    {
      name: 'nobody-imports-entry',
      severity: 'error',
      from: { pathNot: '^(src/entry/|src/testing/|tests/|bench/)|\\.test\\.ts$' },
      to: { path: '^src/entry/' },
    },
    {
      name: 'nobody-imports-testing',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/testing/|\\.test\\.ts$|describe-database' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'tools-stand-alone',
      severity: 'error',
      comment: 'A tool works for any repository: it knows nothing of this one, and this one does without it.',
      from: { path: '^tools/' },
      to: { path: '^(src|tests|bench|bin|db)/' },
    },
    {
      name: 'product-needs-no-tools',
      severity: 'error',
      comment: 'But for an installation that takes test money, which loads the stand-in for Stripe when it starts.',
      from: { path: '^(src|bin|db)/', pathNot: '^src/testing/|\\.test\\.ts$|/serve-test-money\\.ts$' },
      to: { path: '^tools/' },
    },
    {
      name: 'test-money-loads-late',
      severity: 'error',
      from: { path: '/serve-test-money\\.ts$' },
      to: { path: '^tools/', dynamic: false },
    },
    {
      name: 's3-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/(platform/storage/s3|testing/)|\\.test\\.ts$' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    {
      name: 'sign-in-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/features/accounts/server/auth\\.ts$' },
      to: { path: '^node_modules/better-auth/' },
    },
    {
      name: 'apple-wallet-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/features/passes/server/apple-wallet\\.ts$' },
      to: { path: '^node_modules/passkit-generator/' },
    },
    {
      name: 'stripe-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/features/stripe/server/stripe-client\\.ts$|^tools/fake-stripe/|\\.test\\.ts$' },
      to: { path: '^node_modules/stripe/' },
    },
    {
      name: 'typst-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/platform/pdf/' },
      to: { path: '^node_modules/@myriaddreamin/' },
    },
    {
      name: 'smtp-in-one-place',
      severity: 'error',
      from: { pathNot: '^src/platform/(mailer|mail/)|\\.test\\.ts$' },
      to: { path: '^node_modules/nodemailer/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.svelte-kit)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['module', 'main'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
