// Passkeys for pages that are complete without them. A form with `data-passkey` is shown where the browser can do it;
// its words and addresses are in its markup.

interface Step {
  /** `make` a passkey, or `use` one. */
  readonly act: string;
  readonly options: string;
  readonly finish: string;
}

interface Options {
  readonly options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;
}

let offered: AbortController | undefined;

async function post(address: string, body: unknown): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const detail = typeof answer === 'object' && answer !== null && 'detail' in answer ? answer.detail : '';
  throw new Error(String(detail));
}

async function answerOf(step: Step, mediation?: 'conditional'): Promise<Credential | null> {
  const { options } = (await post(step.options, {})) as Options;
  if (step.act === 'make') {
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  offered?.abort();
  offered = mediation === undefined ? undefined : new AbortController();
  return navigator.credentials.get({
    publicKey,
    ...(mediation === undefined || offered === undefined ? {} : { mediation, signal: offered.signal }),
  });
}

async function run(form: HTMLFormElement, step: Step, mediation?: 'conditional'): Promise<void> {
  const credential = await answerOf(step, mediation);
  if (!(credential instanceof PublicKeyCredential)) return;
  const fields = Object.fromEntries(new FormData(form));
  const done = (await post(step.finish, { answer: credential.toJSON(), ...fields })) as {
    readonly next: string;
  };
  location.assign(done.next);
}

function explain(form: HTMLFormElement, error: unknown): void {
  const says = form.querySelector('[role=status]');
  if (says === null || !(error instanceof Error)) return;
  // What the person closed, or has no passkey for, needs other words than what our own server said.
  const isBrowsers = error instanceof DOMException || error.message === '';
  const isKnown = error.name === 'InvalidStateError';
  says.textContent = isKnown
    ? (form.dataset['known'] ?? '')
    : isBrowsers
      ? (form.dataset['failed'] ?? '')
      : error.message;
}

async function offer(form: HTMLFormElement, step: Step): Promise<void> {
  const field = document.querySelector('input[autocomplete~=webauthn]');
  if (field === null || step.act !== 'use' || !(await PublicKeyCredential.isConditionalMediationAvailable()))
    return;
  // Nobody asked for it, so nobody is told where it comes to nothing.
  await run(form, step, 'conditional').catch(() => undefined);
}

function prepare(form: HTMLFormElement): void {
  const { passkey: act = '', options = '', finish = '' } = form.dataset;
  const step = { act, options, finish };
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(form, step).catch((error: unknown) => explain(form, error));
  });
  void offer(form, step);
}

const canDo =
  'PublicKeyCredential' in window &&
  'parseCreationOptionsFromJSON' in PublicKeyCredential &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential;
if (canDo) {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) prepare(form);
  for (const note of document.querySelectorAll<HTMLElement>('[data-without-passkeys]')) note.hidden = true;
}

export {};
