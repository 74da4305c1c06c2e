/**
 * The behaviours that a library of named signals is expected to have. The number of each is its row in
 * docs/signals-behaviours.md.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PROGRAM_ROOT } from '../config.ts';
import { Namespace } from './namespace.ts';
import { ANY, type ConnectionChange, NamedSignal } from './named-signal.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Lets the collector take what nobody holds; weak references are kept until the turn of the event loop that made them
 * ends.
 */
async function forget(): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

type Note = { sender: unknown; payload?: unknown };
const recorder = () => {
  const notes: Note[] = [];
  const receive = (sender: unknown, payload?: unknown): void => {
    notes.push(payload === undefined ? { sender } : { sender, payload });
  };
  return { notes, receive };
};
const collectChanges = (signal: NamedSignal<ConnectionChange<undefined>>) => {
  const heard: { from: unknown; change: ConnectionChange<undefined> }[] = [];
  signal.connect((from, change) => void heard.push({ from, change }));
  return heard;
};

describe('signals about connections', () => {
  test('1: both exist, start without receivers, and have some once somebody connects', () => {
    const signal = new NamedSignal('s');
    assert.deepEqual([signal.receiverConnected.receivers, signal.receiverDisconnected.receivers], [[], []]);
    collectChanges(signal.receiverConnected);
    collectChanges(signal.receiverDisconnected);
    assert.deepEqual([signal.receiverConnected.receivers.length, signal.receiverDisconnected.receivers.length], [1, 1]);
  });

  for (const [kind, sender] of [
    ['every sender', ANY],
    ['a plain string', 'shop'],
  ] as const) {
    test(`2 and 4: connecting to ${kind} tells the signal, the receiver, its sender and its owner`, () => {
      const signal = new NamedSignal('s');
      const heard = collectChanges(signal.receiverConnected);
      const strong = () => {};
      const owned = () => {};
      const owner = {};
      signal.connect(strong, { sender });
      signal.connect(owned, { sender, owner });
      assert.deepEqual(heard, [
        { from: signal, change: { receiver: strong, sender } },
        { from: signal, change: { receiver: owned, sender, owner } },
      ]);
    });

    test(`3 and 4: disconnecting from ${kind} tells the signal, the receiver and the sender`, () => {
      const signal = new NamedSignal('s');
      const heard = collectChanges(signal.receiverDisconnected);
      const receiver = () => {};
      signal.connect(receiver, { sender });
      signal.disconnect(receiver, sender);
      assert.deepEqual(heard, [{ from: signal, change: { receiver, sender } }]);
    });
  }

  test('4: disconnecting without a sender says that it was from every one', () => {
    const signal = new NamedSignal('s');
    const heard = collectChanges(signal.receiverDisconnected);
    const receiver = () => {};
    signal.connect(receiver, { sender: 'shop' });
    signal.disconnect(receiver);
    assert.deepEqual(heard, [{ from: signal, change: { receiver, sender: ANY } }]);
  });

  test('5: disconnecting an owned receiver by hand is told', () => {
    const signal = new NamedSignal('s');
    const [connected, disconnected] = [
      collectChanges(signal.receiverConnected),
      collectChanges(signal.receiverDisconnected),
    ];
    const receiver = () => {};
    signal.connect(receiver, { owner: {} });
    signal.disconnect(receiver);
    assert.deepEqual([connected.length, disconnected.map(({ change }) => change.receiver)], [1, [receiver]]);
  });

  test('6: a receiver that goes with its owner is not told, and is really gone', async () => {
    const signal = new NamedSignal('s');
    const heard = collectChanges(signal.receiverDisconnected);
    const calls: string[] = [];
    (() => {
      signal.connect(() => void calls.push('called'), { owner: {} });
    })();
    await forget();
    signal.send();
    assert.deepEqual([heard, calls, signal.receivers], [[], [], []]);
  });

  test('7: disconnecting from a sender that is an object is told', () => {
    const signal = new NamedSignal('s');
    const [connected, disconnected] = [
      collectChanges(signal.receiverConnected),
      collectChanges(signal.receiverDisconnected),
    ];
    const sender = {};
    const receiver = () => {};
    signal.connect(receiver, { sender });
    signal.disconnect(receiver, sender);
    assert.deepEqual([connected.length, disconnected.length], [1, 1]);
  });

  test('8 and 19: a sender that goes away takes its connection along, untold', async () => {
    const signal = new NamedSignal('s');
    const disconnected = collectChanges(signal.receiverDisconnected);
    const { notes, receive } = recorder();
    (() => {
      signal.connect(receive, { sender: {} });
    })();
    assert.deepEqual(signal.receivers, [receive]);
    await forget();
    signal.send();
    assert.deepEqual([disconnected, notes, signal.hasReceiversFor(undefined)], [[], [], false]);
  });
});

test('9: no empty entries stay behind when the last receiver of a sender goes', () => {
  const signal = new NamedSignal('s');
  const sender = {};
  const [first, second] = [() => {}, () => {}];
  signal.connect(first, { sender });
  signal.connect(second, { sender });
  assert.deepEqual(
    [signal.receivers, signal.receiversFor(sender)],
    [
      [first, second],
      [first, second],
    ],
  );
  signal.disconnect(first, sender);
  assert.deepEqual([signal.receivers, signal.receiversFor(sender)], [[second], [second]]);
  signal.disconnect(second, sender);
  assert.deepEqual([signal.receivers, signal.receiversFor(sender)], [[], []]);
});

describe('a namespace', () => {
  test('10: starts empty, makes a signal on first use, and gives the same one after', () => {
    const namespace = new Namespace();
    assert.deepEqual([namespace.size, namespace.names(), namespace.has('saved')], [0, [], false]);
    const saved = namespace.signal('saved');
    assert.equal(namespace.signal('saved'), saved);
    assert.notEqual(namespace.signal('deleted'), saved);
    assert.deepEqual([namespace.size, namespace.names(), namespace.has('saved')], [2, ['deleted', 'saved'], true]);
  });

  test('11: keeps its signals when nobody else does', async () => {
    const namespace = new Namespace();
    let calls = 0;
    (() => {
      namespace.signal('saved').connect(() => void (calls += 1));
    })();
    await forget();
    namespace.signal('saved').send();
    assert.equal(calls, 1);
  });
});

describe('how long a receiver lives', () => {
  test('12: an owned receiver is not called after its owner went, and nothing of it remains', async () => {
    const signal = new NamedSignal('s');
    let calls = 0;
    let owner: object | undefined = {};
    signal.connect(() => void (calls += 1), { owner, sender: 'shop' });
    await forget();
    signal.send('shop');
    owner = undefined;
    await forget();
    signal.send('shop');
    assert.deepEqual([calls, signal.receivers, signal.receiversFor('shop'), owner], [1, [], [], undefined]);
  });

  test('13: a receiver without an owner stays when nobody else holds it', async () => {
    const signal = new NamedSignal('s');
    let calls = 0;
    (() => {
      signal.connect(() => void (calls += 1));
    })();
    await forget();
    signal.send();
    assert.deepEqual([calls, signal.receivers.length], [1, 1]);
  });

  test('16: a method is called on its owner while that lives, and not after', async () => {
    class Listener {
      readonly seen: string[] = [];
      note(): void {
        this.seen.push('noted');
      }
    }
    const signal = new NamedSignal('s');
    let listener: Listener | undefined = new Listener();
    const { seen } = listener;
    signal.connect(listener.note, { owner: listener });
    await forget();
    signal.send();
    assert.deepEqual(seen, ['noted']);
    listener = undefined;
    await forget();
    signal.send();
    assert.deepEqual([seen, listener, signal.receivers], [['noted'], undefined, []]);
  });

  test('an owned receiver may speak of its owner without keeping it alive', async () => {
    const signal = new NamedSignal('s');
    let calls = 0;
    (() => {
      const owner = { name: 'listener' };
      signal.connect(() => void (calls += owner.name.length), { owner });
    })();
    await forget();
    signal.send();
    assert.deepEqual([calls, signal.receivers], [0, []]);
  });
});

describe('several objects and one method', () => {
  class Saver {
    readonly heard: unknown[] = [];
    onSaved(sender: unknown): void {
      this.heard.push(sender);
    }
  }

  test('16: two objects of one class each receive with their method', () => {
    const signal = new NamedSignal('saved');
    const [first, second] = [new Saver(), new Saver()];
    signal.connect(first.onSaved, { owner: first });
    signal.connect(second.onSaved, { owner: second });
    signal.send('shop');
    assert.deepEqual([first.heard, second.heard, signal.receivers.length], [['shop'], ['shop'], 2]);
  });

  test('16: ending the connection of one object leaves that of the other', () => {
    const signal = new NamedSignal('saved');
    const [first, second] = [new Saver(), new Saver()];
    for (const owner of [first, second]) signal.connect(owner.onSaved, { owner });
    signal.disconnect(first.onSaved, ANY, first);
    signal.send('shop');
    assert.deepEqual([first.heard, second.heard], [[], ['shop']]);
    signal.connect(first.onSaved, { owner: first });
    signal.disconnect(Saver.prototype.onSaved);
    assert.deepEqual(signal.receivers, []);
  });
});

describe('connections that end in the middle of a round', () => {
  const rounds: [string, (signal: NamedSignal) => unknown, object][] = [
    ['send', (signal) => signal.send('shop'), {}],
    ['send to receivers of one sender', (signal) => signal.send('shop'), { sender: 'shop' }],
    ['sendAsync', (signal) => signal.sendAsync('shop', undefined), {}],
  ];
  for (const [name, send, options] of rounds) {
    test(`a receiver that an earlier one disconnected is not called: ${name}`, async () => {
      const signal = new NamedSignal('s');
      const called: string[] = [];
      const second = (): void => void called.push('second');
      const first = signal.connect(() => {
        called.push('first');
        signal.disconnect(second);
      }, options);
      signal.connect(second, options);
      const third = signal.connect(() => {
        called.push('third');
        return 3;
      }, options);
      const sent = (await send(signal)) as Iterable<[unknown, unknown]>;
      assert.deepEqual(
        [called, [...sent]],
        [
          ['first', 'third'],
          [
            [first, undefined],
            [third, 3],
          ],
        ],
      );
    });
  }

  test('one that an earlier one connected is called from the next round on', () => {
    const signal = new NamedSignal('s');
    const called: string[] = [];
    const late = (): void => void called.push('late');
    signal.connect(() => {
      called.push('first');
      signal.connect(late);
    });
    signal.send();
    signal.send();
    assert.deepEqual(called, ['first', 'first', 'late']);
  });
});

describe('what is muted, and what is connected already', () => {
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('28: work that waits mutes itself, not what others do meanwhile', async () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive);
    const work = signal.muted(async () => {
      await pause();
      signal.send('muted');
      await pause();
    });
    signal.send('beside');
    await work;
    signal.send('after');
    assert.deepEqual(notes, [{ sender: 'beside' }, { sender: 'after' }]);
  });

  test('28: a result with a then of its own mutes until it is there', async () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive);
    const query = signal.muted(() => ({
      // biome-ignore lint/suspicious/noThenProperty: a query builder is such an object
      then: (done: (value: number) => void) => {
        void pause().then(() => {
          signal.send('muted');
          done(7);
        });
      },
    }));
    assert.equal(await (query as unknown as PromiseLike<number>), 7);
    signal.send('after');
    assert.deepEqual(notes, [{ sender: 'after' }]);
  });

  test('28: what the muted work left running is heard once the work is over', async () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive);
    let left: Promise<void> | undefined;
    signal.muted(() => {
      left = pause().then(() => void signal.send('later'));
    });
    await left;
    assert.deepEqual(notes, [{ sender: 'later' }]);
  });

  test('30: a receiver that was connected before is connected afterwards, for the senders it had', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive, { sender: 'shop' });
    signal.connectedTo(receive, () => signal.send('shop'), { sender: 'shop' });
    signal.connectedTo(receive, () => signal.send('other'));
    signal.send('shop');
    signal.send('other');
    assert.deepEqual(notes, [{ sender: 'shop' }, { sender: 'other' }, { sender: 'shop' }]);
  });
});

describe('asynchronous receivers', () => {
  test('14: sendAsync calls synchronous and asynchronous ones, each once, and gives their results', async () => {
    const signal = new NamedSignal<string>('s');
    const sync = signal.connect((_sender, word) => `${word} sync`);
    const slow = signal.connect(async (_sender, word) => `${word} async`);
    assert.deepEqual(
      [...(await signal.sendAsync('shop', 'hello'))],
      [
        [sync, 'hello sync'],
        [slow, 'hello async'],
      ],
    );
  });

  test('15: send meets one with an error that names it, before anybody was called', () => {
    const signal = new NamedSignal('saved');
    const { notes, receive } = recorder();
    signal.connect(receive);
    signal.connect(async function writesMail() {});
    assert.throws(() => signal.send(), {
      name: 'TypeError',
      message: 'Signal(saved) has the asynchronous receiver writesMail: use sendAsync',
    });
    assert.deepEqual(notes, []);
  });

  test('15: a plain function that answers with a promise is found out too', () => {
    const signal = new NamedSignal('saved');
    signal.connect(() => Promise.resolve(1));
    assert.throws(() => signal.send(), {
      name: 'TypeError',
      message: 'A receiver of Signal(saved) answered with a promise: use sendAsync',
    });
  });
});

describe('senders', () => {
  test('17: a receiver that wants one sender hears no other, and none', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    const [wanted, other] = [{}, {}];
    signal.connect(receive, { sender: wanted });
    signal.send();
    signal.send(other);
    signal.send(wanted);
    assert.deepEqual(
      notes.map(({ sender }) => sender === wanted),
      [true],
    );
  });

  test('18: ended for one sender it can be taken up again; ended for none it ends for all', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive, { sender: 'a' });
    signal.connect(receive, { sender: 'b' });
    signal.disconnect(receive, 'a');
    signal.send('a');
    signal.send('b');
    signal.connect(receive, { sender: 'a' });
    signal.send('a');
    signal.disconnect(receive);
    for (const sender of ['a', 'b', undefined]) signal.send(sender);
    assert.deepEqual(notes, [{ sender: 'b' }, { sender: 'a' }]);
  });

  test('20: the wrapper form connects to its sender only and keeps the function', () => {
    const signal = new NamedSignal('s');
    const heard: unknown[] = [];
    const receive = signal.receiver({ sender: 'shop' })((sender) => void heard.push(sender));
    for (const sender of [undefined, 'other', 'shop']) signal.send(sender);
    assert.deepEqual([heard, signal.receivers], [['shop'], [receive]]);
  });

  test('21: connected to one sender and to all, a receiver is called once', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive, { sender: 'shop' });
    signal.connect(receive);
    signal.connect(receive);
    signal.send('shop');
    assert.deepEqual(notes, [{ sender: 'shop' }]);
  });

  test('22: a send without a sender gives undefined as the sender', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive);
    signal.send();
    assert.deepEqual(notes, [{ sender: undefined }]);
  });

  test('29: numbers and strings are the same sender by their value, objects only by identity', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(receive, { sender: 1_000_000 });
    signal.connect(receive, { sender: 'shop' });
    signal.connect(receive, { sender: { id: 1 } });
    signal.send(10 ** 6);
    signal.send(['s', 'hop'].join(''));
    signal.send({ id: 1 });
    assert.deepEqual(notes, [{ sender: 1_000_000 }, { sender: 'shop' }]);
  });
});

describe('asking who would receive', () => {
  test('23: nobody for anything on an empty signal; after connecting to one sender, somebody for that one only', () => {
    const signal = new NamedSignal('s');
    const listener = {};
    assert.deepEqual(
      [undefined, ANY, 'xyz', listener].map((sender) => signal.hasReceiversFor(sender)),
      [false, false, false, false],
    );
    signal.connect(() => {}, { sender: 'xyz' });
    assert.deepEqual(
      [undefined, ANY, 'xyz', listener].map((sender) => signal.hasReceiversFor(sender)),
      [false, false, true, false],
    );
    signal.connect(() => {}, { sender: listener });
    assert.equal(signal.hasReceiversFor(listener), true);
  });

  test('24: a receiver whose owner is gone counts no more', async () => {
    const signal = new NamedSignal('s');
    (() => {
      signal.connect(() => {}, { sender: 'xyz', owner: {} });
    })();
    await forget();
    assert.deepEqual([signal.hasReceiversFor('xyz'), signal.receiversFor('xyz')], [false, []]);
  });

  test('25: one that is connected to all makes it true for every sender and for none', () => {
    const signal = new NamedSignal('s');
    signal.connect(() => {});
    assert.deepEqual(
      [undefined, ANY, 'xyz', {}].map((sender) => signal.hasReceiversFor(sender)),
      [true, true, true, true],
    );
  });
});

test('26: a signal carries its documentation', () => {
  assert.deepEqual(
    [new NamedSignal('saved', 'After a save').doc, new Namespace().signal('saved', 'After a save').doc],
    ['After a save', 'After a save'],
  );
});

test('27: a signal says its name', () => {
  assert.equal(String(new NamedSignal('saved')), 'Signal(saved)');
});

test('28: a muted signal reaches nobody until the work is over, however that ends', async () => {
  const signal = new NamedSignal<number | undefined>('s');
  const { notes, receive } = recorder();
  signal.connect(receive);
  signal.send('before', 1);
  signal.muted(() => signal.send('inside', 2));
  assert.throws(() => signal.muted(() => assert.fail('midway')));
  await signal.muted(async () => {
    await Promise.resolve();
    await signal.sendAsync('inside', 3);
  });
  signal.send('after', 4);
  assert.deepEqual(notes, [
    { sender: 'before', payload: 1 },
    { sender: 'after', payload: 4 },
  ]);
});

describe('connected for a while', () => {
  test('30: a receiver is called inside and gone after', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.send('before');
    const result = signal.connectedTo(receive, () => {
      signal.send('inside');
      return 'result';
    });
    signal.send('after');
    assert.deepEqual([notes, signal.receivers, result], [[{ sender: 'inside' }], [], 'result']);
  });

  test('31: for one sender only that one reaches it', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connectedTo(receive, () => [undefined, 1, 2].forEach((sender) => void signal.send(sender)), { sender: 2 });
    assert.deepEqual([notes, signal.receivers], [[{ sender: 2 }], []]);
  });

  for (const [kind, thrown] of [
    ['an error', new Error('midway')],
    ['something that is no error', 'midway'],
  ] as const) {
    test(`32: it is undone when the work throws ${kind}, which goes on its way`, async () => {
      const signal = new NamedSignal('s');
      const explode = (): never => {
        throw thrown as Error;
      };
      assert.throws(
        () => signal.connectedTo(() => {}, explode),
        (error) => error === thrown,
      );
      await assert.rejects(
        signal.connectedTo(
          () => {},
          async () => explode(),
        ),
        (error) => error === thrown,
      );
      assert.deepEqual(signal.receivers, []);
    });
  }
});

describe('what a send gives back', () => {
  test('pairs of receiver and result, in the order of connection', () => {
    const signal = new NamedSignal<number>('s');
    const [double, silent, half] = [
      (_s: unknown, n: number) => n * 2,
      () => undefined,
      (_s: unknown, n: number) => n / 2,
    ];
    for (const receiver of [double, silent, half]) signal.connect(receiver);
    const sent = signal.send('shop', 4);
    assert.deepEqual(
      [[...sent], sent.length, sent.results],
      [
        [
          [double, 8],
          [silent, undefined],
          [half, 2],
        ],
        3,
        [8, undefined, 2],
      ],
    );
  });

  test('an error of a receiver goes to the sender, and the rest is not called', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(() => assert.fail('no'));
    signal.connect(receive);
    assert.throws(() => signal.send(), { message: 'no' });
    assert.deepEqual(notes, []);
  });

  test('a receiver that connects another during a send does not change who this send calls', () => {
    const signal = new NamedSignal('s');
    const { notes, receive } = recorder();
    signal.connect(() => void signal.connect(receive));
    signal.send('first');
    signal.send('second');
    assert.deepEqual(notes, [{ sender: 'second' }]);
  });
});

test('every behaviour of the table in the documentation has its test here', () => {
  const page = readFileSync(path.join(PROGRAM_ROOT, 'docs/signals-behaviours.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \| .*? \| (.*?) \| (.*?) \|$/gm)].map(([, number, name, why]) => ({
    number: Number(number),
    name,
    why,
  }));
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 33 }, (_, i) => i + 1),
  );
  const source = readFileSync(import.meta.filename, 'utf8').replace(/\$\{kind\}/g, '*');
  const patterns = [...source.matchAll(/test\(['`](.+?)['`], /g)].map(
    ([, name]) => new RegExp(`^${RegExp.escape(name as string).replace(/\\\*/g, '.+')}$`),
  );
  const missing = rows.filter(({ name, why }) => (name ? !patterns.some((pattern) => pattern.test(name)) : !why));
  assert.deepEqual(missing, []);
});
