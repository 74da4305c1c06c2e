/** What a script adds to public pages: the reader's own zone, and a schedule that answers while one types. */
import { enlivenSchedule } from '#ui/enhance/schedule.ts';
import { addViewerZone } from '#ui/enhance/viewer-zone.ts';

addViewerZone();
enlivenSchedule((section) => addViewerZone(section));
