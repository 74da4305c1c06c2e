type Own = 'id' | 'eventId' | 'version' | 'updatedAt';

/** What a copy of a noun's row takes along: everything but which record it is and how far that one has come. */
export function copyRow<Row extends Record<Own, unknown>>(row: Row): Omit<Row, Own> {
  const { id: _id, eventId: _eventId, version: _version, updatedAt: _updatedAt, ...rest } = row;
  return rest;
}
