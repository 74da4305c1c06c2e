/** Who looks after the installation. */
import type { Ctx } from './ctx.ts';
import { Forbidden, NotFound } from './errors.ts';

/**
 * The system on the command line, and administrators of the installation.
 * @throws NotFound for nobody, to whom such pages do not exist; Forbidden for everybody else
 */
export function requireOperator({ actor }: Ctx): void {
  if (actor.kind === 'system' || (actor.kind === 'user' && actor.administrator)) return;
  if (actor.kind === 'nobody') throw new NotFound('not_found.page');
  throw new Forbidden('forbidden.administrators');
}
