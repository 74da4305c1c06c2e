/** The colours of tracks on a page: the organiser's, or one that the house picks by the track's place in the list. */
import { houseTrackColor, tintsCss } from '#ui/color.ts';

/** Style for `[data-tint="<number>"]` of each track, readable in light and dark. */
export function trackTints(tracks: readonly { number: number; color: string }[], hue: number): string {
  return tintsCss(
    tracks.map((track) => ({ name: track.number, color: track.color || houseTrackColor(hue, track.number - 1) })),
  );
}
