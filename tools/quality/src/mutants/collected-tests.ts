/**
 * Stands in for `node:test` in a host of mutants: notes the tests of a file instead of running them, so that each can
 * be run as often as there are changes to try. It knows what tests use: parts, hooks, `t.after`, `t.test`, `t.mock`,
 * `skip` and `todo`.
 */
import { mock as realMock, type MockTracker } from 'node:test';

type Work = (t: Context) => unknown;
type Options = { skip?: unknown; todo?: unknown };
export type Suite = {
  parent: Suite | undefined;
  path: string;
  before: Work[];
  after: Work[];
  beforeEach: Work[];
  afterEach: Work[];
  begun: boolean;
};
export type Collected = { name: string; suite: Suite; work: Work };

/** What a test is given. `after` and mocks are of that one run. */
export class Context {
  readonly name: string;
  readonly fullName: string;
  readonly signal: AbortSignal = new AbortController().signal;
  readonly mock: MockTracker = new (realMock.constructor as new () => MockTracker)();
  readonly ends: Work[] = [];

  constructor(name: string) {
    this.name = name;
    this.fullName = name;
  }

  after(work: Work): void {
    this.ends.push(work);
  }

  async test(name: string, ...rest: unknown[]): Promise<void> {
    await runIn(new Context(`${this.name} > ${name}`), workOf(rest)!);
  }

  /** A test that finds that it cannot run here goes on to its end by itself. */
  skip(): void {}
  todo(): void {}
  diagnostic(): void {}
}

export const collected: Collected[] = [];
const describing: Promise<unknown>[] = [];
const rootSuite = makeSuite(undefined, '');
let current = rootSuite;

function makeSuite(parent: Suite | undefined, path: string): Suite {
  return { parent, path, before: [], after: [], beforeEach: [], afterEach: [], begun: false };
}

function workOf(rest: unknown[]): Work | undefined {
  return rest.find((one) => typeof one === 'function') as Work | undefined;
}

function isLeftOut(rest: unknown[]): boolean {
  const options = rest.find((one) => typeof one === 'object' && one !== null) as Options | undefined;
  return Boolean(options?.skip) || Boolean(options?.todo);
}

function collect(name: unknown, ...rest: unknown[]): Promise<void> {
  const work = workOf([name, ...rest]);
  if (work && !isLeftOut(rest)) collected.push({ name: `${current.path}${String(name)}`, suite: current, work });
  return Promise.resolve();
}

function collectSuite(name: unknown, ...rest: unknown[]): Promise<void> {
  const [outer, work] = [current, workOf([name, ...rest])];
  if (!work || isLeftOut(rest)) return Promise.resolve();
  current = makeSuite(outer, `${outer.path}${String(name)} > `);
  try {
    describing.push(Promise.resolve((work as () => unknown)()));
  } finally {
    current = outer;
  }
  return Promise.resolve();
}

const ways = { skip: nothing, todo: nothing };
async function nothing(): Promise<void> {}
export const test = Object.assign(collect, ways, { only: collect, describe: collectSuite, it: collect });
export const it = test;
export const describe = Object.assign(collectSuite, ways, { only: collectSuite });
export const suite = describe;
export const before = (work: Work): void => void current.before.push(work);
export const after = (work: Work): void => void current.after.push(work);
export const beforeEach = (work: Work): void => void current.beforeEach.push(work);
export const afterEach = (work: Work): void => void current.afterEach.push(work);
export const mock = realMock;
export default test;

/** Waits until all tests of the file are known. */
export async function allCollected(): Promise<Collected[]> {
  await Promise.all(describing);
  return collected;
}

function wayTo(suite: Suite): Suite[] {
  return suite.parent ? [...wayTo(suite.parent), suite] : [suite];
}

/** What stands before a part runs once, when its first test does. */
export async function beginSuites({ name, suite: own }: Collected): Promise<void> {
  for (const suite of wayTo(own)) {
    if (suite.begun) continue;
    suite.begun = true;
    for (const before of suite.before) await before(new Context(name));
  }
}

/** Runs one test whose parts have begun, with the hooks around it. @throws what the test throws */
export async function runTest({ name, suite: own, work }: Collected): Promise<void> {
  const [t, way] = [new Context(name), wayTo(own)];
  try {
    for (const { beforeEach } of way) for (const hook of beforeEach) await hook(t);
    await runIn(t, work);
  } finally {
    for (const { afterEach } of way.toReversed()) for (const hook of afterEach) await hook(t);
  }
}

async function runIn(t: Context, work: Work): Promise<void> {
  try {
    await work(t);
  } finally {
    t.mock.reset();
    for (const end of t.ends) await end(t);
  }
}

/** What the file itself wants done in the end: its database goes. */
export async function endTests(): Promise<void> {
  const suites = new Set(collected.flatMap(({ suite }) => wayTo(suite).toReversed()));
  for (const { after } of [...suites].filter(({ begun, parent }) => begun || !parent))
    for (const hook of after) await hook(new Context('the end'));
}
