/**
 * Headers of what its address lets in: no other site is to hear of it. (Without any referrer, forms would come from
 * nowhere and be refused.)
 */
export const SECRET_PAGE = {
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
} as const;
