/** A pattern for LIKE and ILIKE: whatever has `words` in it, to the letter. */
export function containing(words: string): string {
  return `%${words.replace(/[\\%_]/g, String.raw`\$&`)}%`;
}
