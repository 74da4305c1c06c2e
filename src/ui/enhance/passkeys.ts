/**
 * Passkeys in the browser. `[data-passkey]` shows itself where the browser knows them: `sign-in` leads on to
 * `data-next`, `add` gives the new one the name in its text field and loads the page again. What goes wrong stands in
 * its `[role=alert]`.
 */

const HOME = '/manage';

/** Shows what needs passkeys, and makes it work. */
export function offerPasskeys(): void {
  if (!('PublicKeyCredential' in globalThis) || !('parseRequestOptionsFromJSON' in PublicKeyCredential)) return;
  for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
    place.hidden = false;
    const act = place.dataset.passkey === 'add' ? addPasskey : signIn;
    const start = (event: Event): void => {
      event.preventDefault();
      void attempt(place, act);
    };
    if (place instanceof HTMLFormElement) place.addEventListener('submit', start);
    else place.querySelector('button')?.addEventListener('click', start);
  }
}

async function attempt(place: HTMLElement, act: (place: HTMLElement) => Promise<void>): Promise<void> {
  const alert = place.querySelector('[role=alert]');
  const button = place.querySelector('button');
  if (alert) alert.textContent = '';
  if (button) button.disabled = true;
  try {
    await act(place);
  } catch {
    // Whether the person turned away or the device failed, the browser does not say.
    if (alert) alert.textContent = place.dataset.failed ?? '';
  } finally {
    if (button) button.disabled = false;
  }
}

async function signIn(place: HTMLElement): Promise<void> {
  const options = await ask('generate-authenticate-options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
    ...(options as unknown as PublicKeyCredentialRequestOptionsJSON),
    userVerification: 'required',
  });
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  await send('verify-authentication', { response: credential?.toJSON() });
  location.assign(place.dataset.next || HOME);
}

async function addPasskey(place: HTMLElement): Promise<void> {
  const name = place.querySelector<HTMLInputElement>('input[name=name]')?.value.trim();
  const options = await ask('generate-register-options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  await send('verify-registration', { response: credential?.toJSON(), ...(name ? { name } : {}) });
  location.assign(place.dataset.next || location.pathname);
}

async function ask(what: string): Promise<Record<string, unknown>> {
  return read(await fetch(`/auth/passkey/${what}`));
}

async function send(what: string, body: object): Promise<Record<string, unknown>> {
  return read(
    await fetch(`/auth/passkey/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

async function read(answer: Response): Promise<Record<string, unknown>> {
  if (!answer.ok) throw new Error(`Foyer answers ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}
