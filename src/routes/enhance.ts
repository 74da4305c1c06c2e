/** What a script adds to pages: the reader's own zone, a schedule that answers while one types, work that reports on itself. */
import { followProgress } from '#ui/enhance/progress.ts';
import { enlivenSchedule } from '#ui/enhance/schedule.ts';
import { addViewerZone } from '#ui/enhance/viewer-zone.ts';

addViewerZone();
followProgress();
enlivenSchedule((section) => addViewerZone(section));
