import { carried } from '../../finish-entry.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ email: carried(url).email });
