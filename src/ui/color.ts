/** The colours of pages. Letters take theirs from the same place. */
export * from '#platform/color.ts';
