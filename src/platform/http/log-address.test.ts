import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logAddress } from './log-address.ts';

test('the log says where something failed, but nothing that would let its reader in', () => {
  const addresses = [
    '/orders/K7PW2MHX/s3cr-t_x/tickets/2.pdf?day=1',
    '/orders/K7PW2MHX/s3cr-t_x',
    '/tickets/K7PW2MHX-2/s3cr-t_x/ticket.pdf',
    '/tickets/transfers/t0ken',
    '/waiting/t0ken',
    '/invitations/t0ken',
    '/reset-password?token=x',
    '/e/grand-day/waiting',
  ];
  assert.deepEqual(addresses.map(logAddress), [
    '/orders/K7PW2MHX/…/tickets/2.pdf',
    '/orders/K7PW2MHX/…',
    '/tickets/K7PW2MHX-2/…/ticket.pdf',
    '/tickets/transfers/…',
    '/waiting/…',
    '/invitations/…',
    '/reset-password',
    '/e/grand-day/waiting',
  ]);
});
