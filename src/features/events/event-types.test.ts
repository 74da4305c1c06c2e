import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LOCALES, translator, textKey } from '#platform/i18n/translate.ts';
import { EVENT_TOPICS, EVENT_TYPES, eventChoiceOf, findEventChoice, topicLabel, typeLabel } from './event-types.ts';

describe('types and topics of events', () => {
  test('each has a key and a name of its own', () => {
    for (const choices of [EVENT_TYPES, EVENT_TOPICS]) {
      for (const part of ['key', 'name'] as const) {
        assert.equal(new Set(choices.map((choice) => choice[part])).size, choices.length);
      }
    }
  });

  for (const locale of LOCALES) {
    test(`each is called something in ${locale}`, () => {
      const translate = translator(locale);
      const keys = [
        ...EVENT_TYPES.map(({ key }) => `eventTypes.${key}`),
        ...EVENT_TOPICS.map(({ key }) => `eventTopics.${key}`),
      ];
      assert.deepEqual(
        keys.filter((key) => translate(textKey(key)) === key),
        [],
      );
    });
  }

  test('are found by the name of an exchange file, whatever its case', () => {
    assert.deepEqual(findEventChoice(EVENT_TYPES, ' conference '), { key: 'conference', name: 'Conference' });
    assert.equal(findEventChoice(EVENT_TYPES, 'Barn raising'), null);
    assert.equal(findEventChoice(EVENT_TYPES, ''), null);
  });

  test('are found by the key of an address', () => {
    assert.equal(eventChoiceOf(EVENT_TOPICS, 'music')?.name, 'Music');
    assert.equal(eventChoiceOf(EVENT_TOPICS, 'Music'), null);
  });

  test('a text of its own is shown as it is', () => {
    const translate = translator('en');
    assert.equal(typeLabel(translate, 'Barn raising'), 'Barn raising');
    assert.equal(typeLabel(translate, 'Class, Training, or Workshop'), 'Class, training or workshop');
    assert.equal(topicLabel(translate, 'Sports & Fitness'), 'Sports and fitness');
  });
});
