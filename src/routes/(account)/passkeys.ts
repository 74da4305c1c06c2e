import { offerPasskeys } from '#ui/enhance/passkeys.ts';

offerPasskeys();
