/** Which kept rules belong to which category, and how much a finding of each counts. Docs: docs/quality.md. */
import n from 'eslint-plugin-n';
import noSecrets from 'eslint-plugin-no-secrets';
import regexp from 'eslint-plugin-regexp';
import security from 'eslint-plugin-security';
import sonarjs from 'eslint-plugin-sonarjs';
import ts from 'typescript-eslint';
import { sqlByConcatenation } from './sql-by-concatenation.ts';

export type RuleLevel = 'error' | 'warning' | 'hint';
export type RuleSet = 'errors' | 'security' | 'leftovers' | 'style' | 'compatibility';

export const RULE_PLUGINS = {
  sonarjs,
  security,
  n,
  'no-secrets': noSecrets,
  regexp,
  '@typescript-eslint': ts.plugin,
} as unknown as Record<string, { rules: Record<string, never> }>;
export const OWN_RULES = { 'sql-by-concatenation': sqlByConcatenation };

type Entry = [rules: string, level: RuleLevel];

/**
 * Rules that need no types and no settings of the repository. Of eslint-plugin-security two are left out:
 * detect-object-injection and detect-non-literal-fs-filename report every index and every file name in a variable.
 */
const SETS: Record<RuleSet, Entry[]> = {
  errors: [
    [
      `array-callback-return constructor-super eqeqeq for-direction getter-return no-async-promise-executor
       no-class-assign no-compare-neg-zero no-cond-assign no-const-assign no-constant-binary-expression
       no-constant-condition no-constructor-return no-debugger no-delete-var no-dupe-class-members no-dupe-else-if
       no-dupe-keys no-duplicate-case no-empty-pattern no-ex-assign no-fallthrough no-func-assign no-import-assign
       no-invalid-regexp no-irregular-whitespace no-loss-of-precision no-new-native-nonconstructor no-obj-calls
       no-prototype-builtins no-self-assign no-self-compare no-setter-return no-shadow-restricted-names
       no-sparse-arrays no-this-before-super no-unreachable no-unreachable-loop no-unsafe-finally no-unsafe-negation
       no-unsafe-optional-chaining no-with use-isnan valid-typeof
       @typescript-eslint/no-misused-new @typescript-eslint/no-unsafe-declaration-merging
       sonarjs/no-identical-expressions sonarjs/no-identical-conditions sonarjs/no-all-duplicated-branches
       sonarjs/no-element-overwrite sonarjs/no-empty-collection sonarjs/no-unthrown-error sonarjs/non-existent-operator
       sonarjs/for-loop-increment-sign sonarjs/no-exclusive-tests sonarjs/no-useless-increment
       regexp/no-empty-character-class regexp/no-contradiction-with-assertion regexp/no-missing-g-flag
       regexp/no-misleading-unicode-character regexp/no-useless-backreference regexp/no-useless-dollar-replacements`,
      'error',
    ],
    [
      `no-template-curly-in-string no-promise-executor-return default-param-last
       @typescript-eslint/no-unsafe-function-type @typescript-eslint/no-extra-non-null-assertion
       @typescript-eslint/no-non-null-asserted-optional-chain sonarjs/no-gratuitous-expressions
       sonarjs/no-duplicated-branches sonarjs/no-ignored-exceptions`,
      'warning',
    ],
  ],
  security: [
    [
      `no-eval no-implied-eval no-new-func no-script-url quality/sql-by-concatenation no-secrets/no-secrets
       sonarjs/code-eval sonarjs/no-hardcoded-passwords sonarjs/no-hardcoded-secrets
       sonarjs/hardcoded-secret-signatures sonarjs/hashing sonarjs/weak-ssl sonarjs/no-weak-keys sonarjs/no-weak-cipher
       sonarjs/encryption-secure-mode sonarjs/unverified-certificate sonarjs/unverified-hostname
       sonarjs/insecure-jwt-token sonarjs/cookie-no-httponly sonarjs/insecure-cookie sonarjs/csrf sonarjs/cors
       sonarjs/xml-parser-xxe sonarjs/file-permissions sonarjs/dynamically-constructed-templates
       sonarjs/os-command security/detect-child-process security/detect-eval-with-expression security/detect-new-buffer
       security/detect-buffer-noassert security/detect-bidi-characters security/detect-disable-mustache-escape
       security/detect-no-csrf-before-method-override security/detect-pseudoRandomBytes
       regexp/no-super-linear-backtracking`,
      'error',
    ],
    [
      `sonarjs/pseudo-random sonarjs/no-clear-text-protocols sonarjs/publicly-writable-directories
       sonarjs/production-debug sonarjs/link-with-target-blank security/detect-possible-timing-attacks
       security/detect-non-literal-regexp security/detect-non-literal-require security/detect-invisible-characters
       regexp/no-super-linear-move`,
      'warning',
    ],
  ],
  leftovers: [
    [
      `@typescript-eslint/no-unused-vars @typescript-eslint/no-unused-expressions no-unused-labels
       no-unused-private-class-members sonarjs/no-unused-collection no-useless-assignment`,
      'warning',
    ],
  ],
  style: [
    [
      `no-var @typescript-eslint/no-explicit-any @typescript-eslint/ban-ts-comment @typescript-eslint/no-namespace
       @typescript-eslint/no-require-imports @typescript-eslint/no-empty-object-type no-empty`,
      'warning',
    ],
    [
      `prefer-const no-extra-boolean-cast no-useless-catch no-useless-escape no-useless-rename no-useless-concat
       no-lonely-if no-else-return object-shorthand prefer-rest-params prefer-spread no-regex-spaces
       @typescript-eslint/no-this-alias @typescript-eslint/prefer-as-const @typescript-eslint/no-wrapper-object-types
       @typescript-eslint/no-unnecessary-type-constraint sonarjs/no-redundant-boolean
       sonarjs/prefer-single-boolean-return sonarjs/no-redundant-jump regexp/no-useless-flag
       regexp/no-useless-non-capturing-group regexp/no-useless-quantifier regexp/no-useless-lazy
       regexp/no-dupe-characters-character-class regexp/no-empty-group`,
      'hint',
    ],
  ],
  compatibility: [
    ['n/no-deprecated-api n/no-unsupported-features/node-builtins n/no-unsupported-features/es-builtins', 'error'],
    ['n/no-path-concat no-extend-native no-octal no-nonoctal-decimal-escape', 'warning'],
  ],
};

/** Options where a rule is of use with those alone. */
const OPTIONS: Record<string, unknown[]> = {
  eqeqeq: ['always', { null: 'ignore' }],
  'no-empty': [{ allowEmptyCatch: true }],
  'no-constant-condition': [{ checkLoops: 'allExceptWhileTrue' }],
  'no-promise-executor-return': [{ allowVoid: true }],
  'no-cond-assign': ['except-parens'],
  // An alphabet has as much entropy as a secret, and is none.
  'no-secrets/no-secrets': [{ tolerance: 4.7, ignoreContent: ['ABCDEFG', 'abcdefg'] }],
  '@typescript-eslint/no-unused-vars': [
    { args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^_' },
  ],
  '@typescript-eslint/no-unused-expressions': [
    { allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true },
  ],
};

type Known = { set: RuleSet; level: RuleLevel };
export const RULES_BY_NAME = new Map<string, Known>(
  Object.entries(SETS).flatMap(([set, entries]) =>
    entries.flatMap(([names, level]) =>
      names
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name): [string, Known] => [name, { set: set as RuleSet, level }]),
    ),
  ),
);

/** The rules as ESLint reads them; `node` is the range of versions that the code has to run on. */
export function rulesFor(node?: string): Record<string, ['error', ...unknown[]]> {
  const range = node ? [{ version: node }] : [];
  return Object.fromEntries(
    [...RULES_BY_NAME.keys()].map((name): [string, ['error', ...unknown[]]] => [
      name,
      ['error', ...(name.startsWith('n/no-unsupported') ? range : (OPTIONS[name] ?? []))],
    ]),
  );
}
