/** A session as its own page shows it. */
import type { SpeakerCard } from '#features/people/speaker-page.ts';
import type { SessionState } from '#features/sessions/session.ts';
import type { Instant } from '#platform/time.ts';

/** What a session left, as far as we know what it is; the page has a word for each. */
export type SessionLinkKind = 'slides' | 'video' | 'audio';
/** `title` is '' where the kind says it, or nobody named it. */
export type SessionLink = { kind: SessionLinkKind | null; title: string; url: string };

export type SessionDetail = {
  number: number;
  title: string;
  subtitle: string;
  state: SessionState;
  /** Null while nobody has given it a place in the schedule. */
  startsAt: Instant | null;
  endsAt: Instant | null;
  track: { number: number; name: string; color: string } | null;
  room: { number: number; name: string } | null;
  type: { name: string } | null;
  level: string;
  /** BCP 47, '' when unknown. */
  language: string;
  /** Sanitised HTML. */
  abstractHtml: string;
  speakers: SpeakerCard[];
  /** Slides, recordings, papers: what the session left or points to. */
  links: SessionLink[];
  signupUrl: string;
  recordingOptout: boolean;
};

/** The language of a tag in words of `locale`: `Portuguese`; '' for none, the tag itself for one nobody knows. */
export function languageName(tag: string, locale: string): string {
  if (!tag) return '';
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
