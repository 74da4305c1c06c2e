/** Dates and times in words. Letters and documents take theirs from the same place. */
export * from '#platform/dates.ts';
