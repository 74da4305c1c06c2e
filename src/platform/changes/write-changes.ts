/** Writing what happened, with the commit of the transaction in which it did. */
import { escapeLiteral } from 'pg';

/** A fact of the open transaction: whose it is, by ids of rows, and what else there is to say of it. */
export type PendingChange = {
  type: string;
  eventId?: number;
  organizerId?: number;
  orderId?: number;
  ticketId?: number;
  /** Public names and values; nothing that says who somebody is. */
  data?: object;
};

/**
 * The statement that writes them, with its values in it so that it can travel in one message with a commit. What was
 * said twice is written once. It sends no NOTIFY, which would put all commits in line.
 */
export function changesStatement(changes: readonly PendingChange[]): string {
  const facts = [...new Set(changes.map((change) => JSON.stringify(change)))];
  return `select add_changes(${escapeLiteral(`[${facts.join(',')}]`)}::jsonb)`;
}
