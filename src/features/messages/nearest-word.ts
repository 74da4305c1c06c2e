/** The word that somebody meant. */

/** The one of `known` that is nearest to `word`, where one is near: fewer than half of its letters differ. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceOf(word, candidate);
    if (distance < (best?.distance ?? Math.ceil(Math.max(word.length, candidate.length) / 2)))
      best = { word: candidate, distance };
  }
  return best?.word;
}

/** How many letters are to be added, taken away, changed or swapped with their neighbour (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      let least = Math.min(change, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}
