/** Signs and numbers that keep their order in words that run the other way. */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}
