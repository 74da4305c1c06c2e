/** Bank statements, whatever they are written in. */
import type { Credit } from '../../statement.ts';

/** `skipped`: how many lines are no money that came in. */
export type ReadStatement = { credits: Credit[]; skipped: number };
