/** Finding sessions in a programme: by words, track, room and type. */
import type { ProgrammeSession } from '#features/schedule/programme.ts';

export type ProgrammeView = 'grid' | 'list';

/** Numbers are public ones as addresses carry them; null and '' ask for everything. */
export type ProgrammeFilter = {
  q: string;
  track: number | null;
  room: number | null;
  type: string;
  view: ProgrammeView;
};

export const NO_FILTER: ProgrammeFilter = { q: '', track: null, room: null, type: '', view: 'grid' };

/** Lower case without accents, so that `Jose` finds `José`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l');
}

/** The filter that an address asks for; what it cannot mean is taken for nothing. */
export function readFilter(params: URLSearchParams): ProgrammeFilter {
  const number = (name: string): number | null => {
    const text = params.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return {
    q: (params.get('q') ?? '').trim().slice(0, 200).toWellFormed(),
    track: number('track'),
    room: number('room'),
    type: (params.get('type') ?? '').trim().slice(0, 200).toWellFormed(),
    view: params.get('view') === 'list' ? 'list' : 'grid',
  };
}

/** Whether the filter leaves anything out. The view does not. */
export function isFiltering(filter: ProgrammeFilter): boolean {
  return filter.q !== '' || filter.track !== null || filter.room !== null || filter.type !== '';
}

/** The query string of a filter and day, '' when there is nothing to say; starts with `?` otherwise. */
export function filterQuery(filter: ProgrammeFilter, day = ''): string {
  const params = new URLSearchParams();
  if (day) params.set('day', day);
  if (filter.q) params.set('q', filter.q);
  if (filter.track !== null) params.set('track', String(filter.track));
  if (filter.room !== null) params.set('room', String(filter.room));
  if (filter.type) params.set('type', filter.type);
  if (filter.view !== 'grid') params.set('view', filter.view);
  const query = params.toString();
  return query ? `?${query}` : '';
}

/** Sessions that match: every word of `q` is somewhere in title, subtitle, speakers, track, room or type. */
export function filterProgramme(sessions: readonly ProgrammeSession[], filter: ProgrammeFilter): ProgrammeSession[] {
  const words = fold(filter.q).split(/\s+/).filter(Boolean);
  return sessions.filter((session) => {
    if (filter.track !== null && session.track?.number !== filter.track) return false;
    if (filter.room !== null && session.room?.number !== filter.room) return false;
    if (filter.type && session.type?.name !== filter.type) return false;
    if (words.length === 0) return true;
    const { title, subtitle, speakers, track, room, type } = session;
    const names = speakers.map((speaker) => speaker.name);
    const hay = fold([title, subtitle, ...names, track?.name ?? '', room?.name ?? '', type?.name ?? ''].join('\n'));
    return words.every((word) => hay.includes(word));
  });
}
