import { carried } from '../../enter-house.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ email: carried(url).email });
