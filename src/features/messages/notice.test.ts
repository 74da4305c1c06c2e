import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { english } from '#platform/i18n/problem.ts';
import { translator, textKey } from '#platform/i18n/translate.ts';
import { fromLocal } from '#platform/time.ts';
import { wordsFor } from './message.ts';
import { nearestWord } from './nearest-word.ts';
import { fillWords, findUnknownName, NOTICE_KINDS, VARIABLES } from './notice.ts';
import { DEFAULT_REMINDERS, paymentReminderAt, reminderAt } from './reminder.ts';

const said = (...given: Parameters<typeof findUnknownName>): string => {
  const unknown = findUnknownName(...given);
  return unknown ? english(unknown) : '';
};

describe('names in brackets', () => {
  test('that stand for nothing are named, with the nearest that does where one is near', () => {
    const { message } = VARIABLES;
    assert.equal(said('Dear {name}, see you at {event}', message), '');
    assert.equal(said('Dear {nmae}', message), '{nmae} does not work here. Did you mean {name}?');
    assert.equal(said('Dear { Name }', message), '{ Name } does not work here. Did you mean {name}?');
    assert.equal(
      said('Pay {total}', message),
      '{total} does not work here. You can use {name}, {event}, {when}, {where}, {organizer}, {order}.',
    );
    assert.equal(said('Pay {total}', VARIABLES['order-placed']), '');
    assert.equal(said('{} {constructor}', message).startsWith('{} does not work'), true);
  });

  test('are filled in once: what stands for one is not looked at again', () => {
    assert.equal(
      fillWords('{name} and {event} and {toString}', { name: '{event}', event: 'Lantern Days' }),
      '{event} and Lantern Days and {toString}',
    );
  });

  test('follow a greeting in English: what comes after it begins with a capital letter', () => {
    const t = translator('en');
    const unlike = NOTICE_KINDS.filter((kind) => !/^Hello \{name\},\n\n[A-Z{]/.test(t(textKey(`notice.${kind}.body`))));
    assert.deepEqual(unlike, []);
  });

  test('of Foyer’s own words all stand for something, in every language', () => {
    const wrong = NOTICE_KINDS.flatMap((kind) =>
      (['en', 'ar'] as const).flatMap((locale) =>
        ['subject', 'heading', 'body'].map((part) =>
          said(translator(locale)(textKey(`notice.${kind}.${part}`)), VARIABLES[kind]),
        ),
      ),
    ).filter(Boolean);
    assert.deepEqual(wrong, []);
  });

  test('are near where letters were swapped, lost, added or mistaken, and far where most differ', () => {
    const known = ['name', 'event', 'order', 'organizer'];
    assert.deepEqual(
      ['nmae', 'nam', 'evnet', 'ordre', 'organiser', 'zzzz'].map((word) => nearestWord(word, known)),
      ['name', 'name', 'event', 'order', 'organizer', undefined],
    );
  });
});

test('a reader whose language has no words gets the English ones, or what there is', () => {
  const [en, ar] = [
    { subject: 'Hello', body: '' },
    { subject: 'أهلًا', body: '' },
  ];
  assert.deepEqual(
    [wordsFor({ ar, en }, 'ar'), wordsFor({ ar, en }, 'fr'), wordsFor({ ar }, 'en'), wordsFor({}, 'en')],
    [ar, en, ar, undefined],
  );
});

describe('a reminder', () => {
  const at = (month: number, day: number, hour: number, minute = 0) =>
    fromLocal({ year: 2027, month, day, hour, minute, second: 0 }, 'Europe/Berlin');

  test('comes at ten by the event’s clock on the day before, also across the night on which clocks change', () => {
    assert.equal(reminderAt(DEFAULT_REMINDERS, { startsAt: at(3, 29, 9), timeZone: 'Europe/Berlin' }), at(3, 28, 10));
    assert.equal(
      reminderAt(DEFAULT_REMINDERS, { startsAt: at(3, 1, 0, 30), timeZone: 'Europe/Berlin' }),
      at(2, 28, 10),
    );
  });

  test('does not come where it is turned off, or the event would have begun', () => {
    assert.equal(
      reminderAt({ ...DEFAULT_REMINDERS, eventDays: null }, { startsAt: at(5, 8, 9), timeZone: 'Europe/Berlin' }),
      null,
    );
    assert.equal(
      reminderAt({ ...DEFAULT_REMINDERS, eventDays: 0 }, { startsAt: at(5, 8, 9), timeZone: 'Europe/Berlin' }),
      null,
    );
    assert.equal(
      reminderAt({ ...DEFAULT_REMINDERS, eventDays: 0 }, { startsAt: at(5, 8, 11), timeZone: 'Europe/Berlin' }),
      at(5, 8, 10),
    );
  });

  test('of a payment comes two days before it is due, and not within a day of the order', () => {
    assert.equal(paymentReminderAt(DEFAULT_REMINDERS, { placedAt: at(5, 1, 12), dueAt: at(5, 8, 12) }), at(5, 6, 12));
    assert.equal(paymentReminderAt(DEFAULT_REMINDERS, { placedAt: at(5, 6, 0), dueAt: at(5, 8, 12) }), null);
  });
});
