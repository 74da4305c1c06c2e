import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBatcher } from './batcher.ts';

/** Decides only when it is told to. */
function slowDecider() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const decide = async (requests: number[]): Promise<string[]> => {
    batches.push(requests);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (requests.includes(13)) throw new Error('unlucky');
    return requests.map((request) => `answer ${request}`);
  };
  const open = async (): Promise<void> => {
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { batches, decide, open };
}

describe('natural batching', () => {
  test('decides alone who comes alone, and together who came meanwhile, each with an answer of its own', async () => {
    const { batches, decide, open } = slowDecider();
    const batcher = createBatcher({ decide });
    const answers = [1, 2, 3, 4].map((request) => batcher.ask(request));
    assert.equal(batcher.waiting(), 4);
    await open();
    await open();
    assert.deepEqual(await Promise.all(answers), ['answer 1', 'answer 2', 'answer 3', 'answer 4']);
    assert.deepEqual(batches, [[1], [2, 3, 4]]);
    assert.equal(batcher.waiting(), 0);
    const later = batcher.ask(5);
    await open();
    assert.equal(await later, 'answer 5');
  });

  test('takes no more at once than it may, in the order in which they came', async () => {
    const { batches, decide, open } = slowDecider();
    const batcher = createBatcher({ decide, most: 2 });
    const answers = [1, 2, 3, 4, 5].map((request) => batcher.ask(request));
    for (let i = 0; i < 3; i += 1) await open();
    await Promise.all(answers);
    assert.deepEqual(batches, [[1], [2, 3], [4, 5]]);
  });

  test('who spoils a batch fails alone', async () => {
    const { batches, decide, open } = slowDecider();
    const batcher = createBatcher({ decide });
    const answers = [1, 2, 13, 4].map((request) => batcher.ask(request).catch((error: Error) => error.message));
    for (let i = 0; i < 5; i += 1) await open();
    assert.deepEqual(await Promise.all(answers), ['answer 1', 'answer 2', 'unlucky', 'answer 4']);
    assert.deepEqual(batches, [[1], [2, 13, 4], [2], [13], [4]]);
  });

  test('passes over who has gone away, and sends away who comes when too many wait', async () => {
    const { batches, decide, open } = slowDecider();
    const batcher = createBatcher({ decide, longest: 2 });
    const first = batcher.ask(1);
    await new Promise((resolve) => setImmediate(resolve));
    const gone = batcher.ask(2, () => false).catch((error: { code: string }) => error.code);
    const second = batcher.ask(3);
    const refused = await batcher.ask(4).catch((error: { code: string }) => error.code);
    for (let i = 0; i < 2; i += 1) await open();
    assert.deepEqual([await first, await gone, await second, refused], ['answer 1', 'gone', 'answer 3', 'rush']);
    assert.deepEqual(batches, [[1], [3]]);
  });

  test('who asks again as soon as they hear is decided too, in a rush and alone', async () => {
    const batcher = createBatcher({ decide: async (requests: number[]) => requests.map((request) => request * 2) });
    const insist = async (from: number): Promise<number[]> => {
      const answers: number[] = [];
      for (let turn = 0; turn < 50; turn += 1) answers.push(await batcher.ask(from + turn));
      return answers;
    };
    const expected = (from: number): number[] => Array.from({ length: 50 }, (_, turn) => 2 * (from + turn));
    assert.deepEqual(await insist(0), expected(0));
    const many = Array.from({ length: 40 }, (_, at) => 100 * at);
    assert.deepEqual(await Promise.all(many.map(insist)), many.map(expected));
    assert.equal(batcher.waiting(), 0);
  });

  test('in a rush the next are sent off before the last hear of it', async () => {
    const { batches, decide, open } = slowDecider();
    const batcher = createBatcher({ decide, most: 10 });
    const heard: string[] = [];
    const answers = Array.from({ length: 30 }, (_, at) =>
      batcher.ask(at + 100).then((answer) => heard.push(`${answer} after ${batches.length}`)),
    );
    await open();
    await open();
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, [
      'answer 100 after 2',
      ...Array.from({ length: 10 }, (_, at) => `answer ${at + 101} after 3`),
    ]);
    for (let batch = 0; batch < 2; batch += 1) await open();
    await Promise.all(answers);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 10, 10, 9],
    );
  });

  test('in a rush whoever comes back first is not decided alone, also where all the others were told', async () => {
    const batches: number[][] = [];
    const batcher = createBatcher({ decide: async (requests: number[]) => (batches.push(requests), requests) });
    await Promise.all(Array.from({ length: 41 }, (_, at) => batcher.ask(at)));
    const first = batcher.ask(100);
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 40],
    );
    const others = Array.from({ length: 24 }, (_, at) => batcher.ask(101 + at));
    await Promise.all([first, ...others]);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 40, 25],
    );
  });

  test('nobody waits for a rush that is over', async () => {
    const batches: number[][] = [];
    const batcher = createBatcher({ decide: async (requests: number[]) => (batches.push(requests), requests) });
    await Promise.all(Array.from({ length: 41 }, (_, at) => batcher.ask(at)));
    await batcher.ask(100);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const late = batcher.ask(101);
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 40, 1, 1],
    );
    await late;
  });
});
