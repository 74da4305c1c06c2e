/** Metres above chart datum at an hour, from what the moon and the sun do. */
export function heightAt(hour, { mean, parts }) {
  const sum = parts.reduce((height, { size, period, late }) => {
    return height + size * Math.cos((2 * Math.PI * (hour - late)) / period);
  }, mean);
  return Math.round(sum * 100) / 100;
}
