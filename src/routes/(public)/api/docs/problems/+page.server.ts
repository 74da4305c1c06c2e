import { listProblems } from '#api/problems.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ families: listProblems(locals.locale) });
