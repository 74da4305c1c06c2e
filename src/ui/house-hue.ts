export { HOUSE_HUE } from '#platform/color.ts';
