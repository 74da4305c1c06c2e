/** How much a request may bring, by where it goes and whether it is somebody's. */
import { anonymousActor } from '#platform/http/anonymous-actor.ts';
import { UPLOAD_PURPOSES } from '#platform/storage/check-upload.ts';

const KIB = 1024;
const SMALL = 512 * KIB;
const PICTURE = UPLOAD_PURPOSES.picture.maxBytes;
const ANSWER = UPLOAD_PURPOSES.answer.maxBytes;

/** `explains`: the page itself says beside the field that a file is too large, when its address has `too-large`. */
type UploadPage = {
  address: RegExp;
  bytes: number;
  explains?: true;
  /** Also from those who are not signed in: the address itself lets them in. */
  anybody?: true;
};

const UPLOAD_PAGES: UploadPage[] = [
  { address: /^\/manage\/[^/]+\/import$/, bytes: 300 * KIB * KIB },
  { address: /^\/manage\/[^/]+\/events\/[^/]+\/look$/, bytes: 2 * PICTURE + SMALL, explains: true },
  {
    address: /^\/manage\/[^/]+\/events\/[^/]+\/(extras|sponsors|speakers|sessions|rooms|tracks|types)(\/|$)/,
    bytes: PICTURE + SMALL,
  },
  { address: /^\/manage\/[^/]+\/events\/[^/]+\/orders\/statements$/, bytes: 17 * KIB * KIB },
  { address: /^\/manage\/[^/]+\/settings(\/|$)/, bytes: PICTURE + SMALL },
  { address: /^\/manage\/[^/]+\/events\/[^/]+\/orders\/[^/]+\/answers$/, bytes: 3 * ANSWER + SMALL, explains: true },
  {
    address: /^\/orders\/[^/]+\/[^/]+\/(details|attendees)$/,
    bytes: 3 * ANSWER + SMALL,
    explains: true,
    anybody: true,
  },
  { address: /^\/tickets\/[^/]+\/[^/]+\/details$/, bytes: 3 * ANSWER + SMALL, explains: true, anybody: true },
  { address: /^\/account(\/|$)/, bytes: PICTURE + SMALL },
];

/** In bytes. Who is not signed in uploads nothing but what an order asks for. */
export function bodyLimit(url: string, cookie: string | undefined): { bytes: number; explains: boolean } {
  const path = url.split('?')[0] as string;
  const page = UPLOAD_PAGES.find(({ address, anybody }) => (anybody || !anonymousActor(cookie)) && address.test(path));
  return { bytes: page?.bytes ?? SMALL, explains: page?.explains ?? false };
}
