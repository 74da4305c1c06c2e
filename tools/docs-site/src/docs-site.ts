/** What other programs may use. */
export { type Built, buildSite } from './build-site.ts';
export { type Example, listExamples } from './list-examples.ts';
export { type Options, WrongCall } from './settings.ts';
export { openSearch } from './open-search.ts';
