/**
 * What a script adds to pages: the reader's own zone, a schedule that answers while one types, work that reports on
 * itself.
 */
import { storeDrafts } from '#ui/enhance/autosave.ts';
import { offerCopies } from '#ui/enhance/copy.ts';
import { countDown } from '#ui/enhance/countdown.ts';
import { openForAnswers, showDependentFields } from '#ui/enhance/dependent-fields.ts';
import { followFocals } from '#ui/enhance/focal.ts';
import { guessZone } from '#ui/enhance/guess-zone.ts';
import { followTyping } from '#ui/enhance/live-preview.ts';
import { showTotals } from '#ui/enhance/live-total.ts';
import { followProgress } from '#ui/enhance/progress.ts';
import { enlivenSchedule } from '#ui/enhance/schedule.ts';
import { shareByDevice } from '#ui/enhance/share.ts';
import { fillEnds } from '#ui/enhance/usual-end.ts';
import { addViewerZone } from '#ui/enhance/viewer-zone.ts';

countDown();
offerCopies();
showDependentFields();
openForAnswers();
guessZone();
followFocals();
storeDrafts();
fillEnds();
followTyping();
showTotals();
shareByDevice();
addViewerZone();
followProgress();
enlivenSchedule((section) => addViewerZone(section));
