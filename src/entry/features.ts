/** The one list of all features that react to something or work in the background. Who reacts to a signal is found from here. */
import '#features/exchange/server/jobs.ts';
import '#features/exchange/server/receivers.ts';
import '#features/media/server/receivers.ts';
