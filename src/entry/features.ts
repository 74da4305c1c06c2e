/** The one list of all features that react to something. Who reacts to a signal is found from here. */
import '#features/exchange/server/receivers.ts';
