/** How the transfers feature reacts: who asks for their data is told which tickets they were offered. */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { exportOwnTransfers } from './export-own-transfers.ts';

addRowsToExport('transfers', exportOwnTransfers);
