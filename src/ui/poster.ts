/** The art of pages. Documents take theirs from the same place. */
export * from '#platform/poster.ts';
