/** Sponsors as the public sees them, by the level the organiser gave them. */
import type { Picture } from '#features/media/picture.ts';

export type SponsorCard = {
  number: number;
  name: string;
  url: string;
  /** What the organiser calls the level: `Gold`. */
  type: string;
  /** 1 is the highest; null where nobody said. */
  level: number | null;
  logo: Picture | null;
};

export type SponsorLevel = { name: string; sponsors: SponsorCard[] };

/** Levels from the highest down, those without one last; within a level in the order given. */
export function groupSponsors(sponsors: readonly SponsorCard[]): SponsorLevel[] {
  const levels = new Map<string, SponsorLevel & { rank: number }>();
  for (const sponsor of sponsors) {
    const key = sponsor.type.trim().toLowerCase() || `#${sponsor.level ?? ''}`;
    const rank = sponsor.level ?? Number.MAX_SAFE_INTEGER;
    const level = levels.get(key);
    if (level) {
      level.sponsors.push(sponsor);
      level.rank = Math.min(level.rank, rank);
    } else {
      levels.set(key, { name: sponsor.type.trim(), sponsors: [sponsor], rank });
    }
  }
  return [...levels.values()]
    .sort((a, b) => a.rank - b.rank)
    .map(({ name, sponsors: list }) => ({ name, sponsors: list }));
}
