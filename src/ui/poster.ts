/** The art of pages. Documents take theirs from the same place. */
export * from '#platform/escape-xml.ts';
export * from '#platform/initials.ts';
export * from '#platform/poster.ts';
