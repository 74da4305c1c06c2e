import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isVatId, tidyVatId } from './vat-id.ts';

test('a VAT ID has the form of its country', () => {
  const right: [string, string][] = [
    ['DE 123 456 789', 'DE'],
    ['ATU12345678', 'AT'],
    ['NL123456789B01', 'NL'],
    ['EL123456789', 'GR'],
    ['FR-XX999999999', 'FR'],
    ['IE1234567FA', 'IE'],
    ['CHE-123.456.789 MWST', 'CH'],
    ['123456789', 'PT'],
    ['SE123456789001', 'SE'],
    ['PT123456789', 'DE'],
  ];
  const wrong: [string, string][] = [
    ['DE12345678', 'DE'],
    ['AT12345678', 'AT'],
    ['NL123456789', 'NL'],
    ['hello', 'DE'],
    ['12', 'PT'],
    ['', 'US'],
    ['FRIO99999999', 'FR'],
    ['X'.repeat(30), 'US'],
  ];
  assert.deepEqual(
    right.filter(([id, country]) => !isVatId(tidyVatId(id), country)),
    [],
  );
  assert.deepEqual(
    wrong.filter(([id, country]) => isVatId(tidyVatId(id), country)),
    [],
  );
});

test('of other countries anything that could be a number will do', () => {
  assert.deepEqual([isVatId('29ABCDE1234F2Z5', 'IN'), isVatId('AB', 'IN'), isVatId('123456', '')], [true, false, true]);
});
