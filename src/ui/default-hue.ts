export { DEFAULT_HUE } from '#platform/color.ts';
