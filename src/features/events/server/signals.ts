/** What the events feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** The event itself changed: its core data, look, state or sponsors. */
export const eventJsonModified = signals.signal<{ eventId: number; change: 'created' | 'updated' | 'published' | 'unpublished' }>('event_json_modified');
