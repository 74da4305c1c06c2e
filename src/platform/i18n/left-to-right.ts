/** Signs and numbers that keep their order in words that run the other way. */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}

/** Words of people, in whichever direction: those around them keep their own order. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
