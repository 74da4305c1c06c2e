/**
 * The tests of one file, kept warm in a host: what they cover, how long they take, and whether one of them notices a
 * mutant.
 */
import { HostGone, HostProcess, type HostSettings, type Ran } from './host-process.ts';
import type { Covered } from './host.ts';

/**
 * A loop that a mutant makes endless is ended after so many times as often as it went round before; a test after so
 * many times as long.
 */
const HITS = 200;
const LONGER = 8;
const LEAST_MS = 15_000;
/** A test that takes longer would be run for every change that it touches: it is not asked. */
const SLOW_MS = 6000;

/** No test passes as the code is, so they say nothing about changes of it. */
export class NotGreen extends Error {}

export class WarmTests {
  /**
   * Tests that do not pass as the code is, or when they are run again, or by themselves, or are too slow: they are not
   * asked.
   */
  readonly unfit: string[] = [];
  readonly #settings: HostSettings;
  readonly #times: number[] = [];
  #host: HostProcess;
  #covered: Covered = { perTest: {}, static: {} };

  private constructor(settings: HostSettings, host: HostProcess) {
    this.#settings = settings;
    this.#host = host;
  }

  /** @throws NotGreen when no test passes, or the file cannot be loaded */
  static async start(settings: HostSettings): Promise<WarmTests> {
    const warm = new WarmTests(
      settings,
      await HostProcess.start(settings).catch((error: Error) =>
        Promise.reject(new NotGreen(`${settings.test} cannot be loaded: ${error.message}`)),
      ),
    );
    try {
      await warm.#runAsItIs();
    } catch (error) {
      await warm.end();
      throw error;
    }
    return warm;
  }

  /** One that fails as the code is, or is slow, is not asked; where all of them fail, there is nobody to ask. */
  async #runAsItIs(): Promise<void> {
    let why = '';
    for (const [at, name] of this.#host.tests.entries()) {
      const ran = await this.#host
        .run({ mutant: null, tests: [at], hits: null, check: false }, 600_000)
        .catch((error: Error) => Promise.reject(new NotGreen(`${this.#settings.test}, “${name}”: ${error.message}`)));
      this.#times.push(ran.times[0]!);
      if (ran.failed !== null) why = `, “${name}” fails as the code is: ${ran.why}`;
      if (ran.failed !== null || ran.times[0]! > SLOW_MS) this.#leaveOut(at);
    }
    if (this.unfit.length === this.#host.tests.length) throw new NotGreen(`${this.#settings.test}${why}`);
    this.#covered = await this.#host.covered();
  }

  /** Leaves out those that cannot be run again, of all that these mutants need. */
  async findUnfit(mutants: string[]): Promise<void> {
    const needed = new Set(mutants.flatMap((mutant) => this.#testsOf(mutant)));
    for (const at of this.#quickestFirst([...needed])) {
      const { failed } = await this.#host.run(
        { mutant: null, tests: [at], hits: null, check: false },
        this.#limit([at]),
      );
      if (failed !== null) this.#leaveOut(at);
    }
  }

  /**
   * @returns whether a test fails with the mutant and passes without it. A test that takes far too long has noticed it,
   * too.
   */
  async notice(mutant: string): Promise<boolean> {
    const tests = this.#testsOf(mutant);
    if (this.#covered.static[mutant] !== undefined) return this.#noticeFromTheStart(mutant, tests);
    if (tests.length === 0) return false;
    const ran = await this.#try(mutant, tests, true);
    if (ran && !ran.dirty) return ran.failed !== null;
    return this.#noticeFresh(mutant, ran?.failed ?? null);
  }

  async end(): Promise<void> {
    await this.#host.end();
  }

  /** What was left over from the mutants before could be why it failed: so once more, where nothing was before. */
  async #noticeFresh(mutant: string, failed: number | null): Promise<boolean> {
    await this.#restart();
    const tests = failed === null ? this.#testsOf(mutant) : [failed];
    for (const at of tests) {
      const passes = await this.#try(null, [at], false);
      if (passes?.failed === null) continue;
      this.#leaveOut(at);
      await this.#restart();
      return this.notice(mutant);
    }
    const again = await this.#try(mutant, tests, false);
    if (!again || again.failed !== null) await this.#restart();
    return (
      !again ||
      again.failed !== null ||
      (failed !== null && tests.length < this.#testsOf(mutant).length && this.notice(mutant))
    );
  }

  /** Code that runs while the file is loaded has its mutant from the start, in a host of its own. */
  async #noticeFromTheStart(mutant: string, tests: number[]): Promise<boolean> {
    let host: HostProcess | undefined;
    try {
      host = await HostProcess.start({ ...this.#settings, mutant });
      return (await host.run({ mutant, tests, hits: null, check: false }, this.#limit(tests))).failed !== null;
    } catch (error) {
      if (error instanceof HostGone) return true;
      throw error;
    } finally {
      await host?.end();
    }
  }

  /** Undefined where it had to be ended. */
  async #try(mutant: string | null, tests: number[], check: boolean): Promise<Ran | undefined> {
    try {
      return await this.#host.run(
        { mutant, tests, hits: mutant === null ? null : this.#hitsOf(mutant), check },
        this.#limit(tests),
      );
    } catch (error) {
      if (error instanceof HostGone) return undefined;
      throw error;
    }
  }

  async #restart(): Promise<void> {
    await this.#host.end();
    this.#host = await HostProcess.start(this.#settings);
  }

  #leaveOut(at: number): void {
    this.unfit.push(`${this.#settings.test}: ${this.#host.tests[at]}`);
  }

  #testsOf(mutant: string): number[] {
    const all = this.#host.tests
      .map((_, at) => at)
      .filter((at) => !this.unfit.includes(`${this.#settings.test}: ${this.#host.tests[at]}`));
    return this.#quickestFirst(
      this.#covered.static[mutant] === undefined
        ? all.filter((at) => this.#covered.perTest[`t${at}`]?.[mutant] !== undefined)
        : all,
    );
  }

  #quickestFirst(tests: number[]): number[] {
    return tests.toSorted((a, b) => this.#times[a]! - this.#times[b]!);
  }

  #hitsOf(mutant: string): number {
    return 1000 + HITS * Object.values(this.#covered.perTest).reduce((sum, hits) => sum + (hits[mutant] ?? 0), 0);
  }

  #limit(tests: number[]): number {
    return LEAST_MS + LONGER * tests.reduce((sum, at) => sum + this.#times[at]!, 0);
  }
}
