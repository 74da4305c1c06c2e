import { mailIsKept } from '#platform/runtime.ts';
import type { LayoutServerLoad } from './$types';

/** Where no mail server is set, what these pages send waits for the operator to read. */
export const load: LayoutServerLoad = () => ({ mailIsKept: mailIsKept() });
