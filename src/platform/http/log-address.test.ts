import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logAddress } from './log-address.ts';

test('the log says where something failed, but nothing that would let its reader in', () => {
  const at = (path: string, params: Record<string, unknown>): string => logAddress({ url: new URL(path, 'https://foyer.example'), params });
  assert.equal(at('/orders/K7PW2MHX/s3cr-t_x/tickets/2.pdf?day=1', { code: 'K7PW2MHX', secret: 's3cr-t_x', number: 2 }), '/orders/K7PW2MHX/…/tickets/2.pdf');
  assert.equal(at('/waiting/t0ken', { token: 't0ken' }), '/waiting/…');
  assert.equal(at('/waiting/a%20b', { token: 'a b' }), '/waiting/…');
  assert.equal(at('/e/grand-day', { slug: 'grand-day' }), '/e/grand-day');
});
