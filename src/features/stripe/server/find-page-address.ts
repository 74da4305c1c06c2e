/** Where buyers reach a page of Stripe. */
import { TEST_MONEY_DOOR } from '#platform/test-money.ts';
import { getStripeSettings } from './stripe-client.ts';

/** As Stripe says it; the pages of the stand-in are shown under this house's own address. */
export function findPageAddress(address: string): string {
  const { testMoney, apiBase } = getStripeSettings();
  return testMoney && address.startsWith(`${apiBase}/`) ? `${TEST_MONEY_DOOR}${address.slice(apiBase.length)}` : address;
}
