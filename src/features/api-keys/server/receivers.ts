/** What is kept of a person's keys, for that person. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { listOwnApiKeys } from './queries.ts';

addToExport('apiKeys', async (ctx) =>
  withIsoInstants(
    (await listOwnApiKeys(ctx)).map(({ id: _, isExpired: __, ...key }) => key),
    'createdAt',
    'lastUsedAt',
    'expiresAt',
  ),
);
