/** The colours of tracks on a page: the organiser's, or one that Foyer picks by the track's place in the list. */
import { defaultTrackColor } from '#platform/track-tint.ts';
import { tintsCss } from '#platform/theme-css.ts';

/** Style for `[data-tint="<number>"]` of each track, readable in light and dark. */
export function trackTints(tracks: readonly { number: number; color: string }[], hue: number): string {
  return tintsCss(
    tracks.map((track) => ({ name: track.number, color: track.color || defaultTrackColor(hue, track.number - 1) })),
  );
}
