/** Another service with which people sign in. */
export type SignInProvider = {
  /** Part of its address: `x`, `github`. */
  id: string;
  /** As people know it. */
  name: string;
  /** Where signing in with it begins; a form posts there, with the field `next`. */
  action: string;
};
