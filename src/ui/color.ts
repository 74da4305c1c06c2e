/** The colours of pages. Letters take theirs from the same place. */
export * from '#platform/color.ts';
export * from '#platform/oklch.ts';
export * from '#platform/theme-css.ts';
export * from '#platform/track-tint.ts';
