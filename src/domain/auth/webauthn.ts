import type * as Webauthn from '@simplewebauthn/server';
import { Refusal } from '../../core/refusal.ts';

/** What a browser answers when a passkey is made (WebAuthn L3, RegistrationResponseJSON). Binary parts are base64url. */
export interface NewPasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}

/** What a browser answers when a passkey is used (WebAuthn L3, AuthenticationResponseJSON). */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | undefined;
  };
}

/** A passkey that was made, checked. */
export interface MadePasskey {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  /** Whether it may live on several devices of the person. */
  readonly isSynced: boolean;
  readonly isBackedUp: boolean;
}

/** For whom a passkey is made. */
export interface PasskeyOwner {
  /** The member's id: opaque, and the same for all their passkeys. */
  readonly id: string;
  /** `ana@loom.example`, as the device lists it. */
  readonly account: string;
  readonly name: string;
  /** The name of the collective. */
  readonly place: string;
}

/** What a device needs to sign with a passkey, or to make one (WebAuthn L3, PublicKeyCredential…OptionsJSON). */
export type PasskeyOptions = Awaited<
  | ReturnType<typeof Webauthn.generateRegistrationOptions>
  | ReturnType<typeof Webauthn.generateAuthenticationOptions>
>;

/** Loaded when somebody first uses a passkey: it reads certificates, and takes seven megabytes for that. */
const library = () => import('@simplewebauthn/server');

const timeoutMs = 5 * 60_000;
/** EdDSA, ES256, RS256 (COSE): what devices make today. Named, or the library would ask Node for those still in the making. */
const algorithms = [-8, -7, -257];

/** What the browser is asked to make: a discoverable credential that verifies its person, without attestation. */
export async function newPasskeyOptions(
  origin: string,
  owner: PasskeyOwner,
  known: readonly { readonly credentialId: string; readonly transports: readonly string[] }[],
  challenge: string,
): Promise<PasskeyOptions> {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpID: new URL(origin).hostname,
    rpName: owner.place,
    userID: bytes(Buffer.from(owner.id.replaceAll('-', ''), 'hex')),
    userName: owner.account,
    userDisplayName: owner.name,
    challenge: bytes(Buffer.from(challenge, 'base64url')),
    timeout: timeoutMs,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({
      id,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What the browser is asked to sign: with any passkey for this place, so that nobody types a name. */
export async function passkeyOptions(origin: string, challenge: string): Promise<PasskeyOptions> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: bytes(Buffer.from(challenge, 'base64url')),
    timeout: timeoutMs,
    userVerification: 'required',
  });
}

/** The challenge an answer speaks of. Nothing of it is believed yet. @throws Refusal invalid `passkey.refused` */
export function challengeOf(answer: NewPasskeyAnswer | PasskeyAnswer): string {
  try {
    const text = Buffer.from(answer.response.clientDataJSON, 'base64url').toString('utf8');
    const said: unknown = JSON.parse(text);
    if (typeof said === 'object' && said !== null && 'challenge' in said) return String(said.challenge);
  } catch {
    // The same refusal as for a text without a challenge.
  }
  throw refused();
}

/**
 * Check a passkey that was made: for this origin, with the person verified, over this challenge.
 * @throws Refusal invalid `passkey.refused`
 */
export async function checkNewPasskey(
  origin: string,
  answer: NewPasskeyAnswer,
  challenge: string,
): Promise<MadePasskey> {
  const { id, rawId, type, response } = answer;
  const { clientDataJSON, attestationObject, transports } = response;
  const { verifyRegistrationResponse } = await library();
  const checked = await verifyRegistrationResponse({
    response: {
      ...{ id, rawId, type, clientExtensionResults: {} },
      response: { clientDataJSON, attestationObject },
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined);
  if (checked?.registrationInfo === undefined) throw refused();
  const { credential, credentialDeviceType, credentialBackedUp } = checked.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: transports.slice(0, 8),
    isSynced: credentialDeviceType === 'multiDevice',
    isBackedUp: credentialBackedUp,
  };
}

/** A passkey as it is kept, as far as checking needs it. */
export interface KeptPasskey {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
}

/**
 * Check what a passkey signed: for this origin, with the person verified, over this challenge, and with a counter
 * that went on where it counts.
 * @throws Refusal invalid `passkey.refused`
 */
export async function checkPasskey(
  origin: string,
  answer: PasskeyAnswer,
  challenge: string,
  kept: KeptPasskey,
): Promise<{ readonly counter: number; readonly isBackedUp: boolean }> {
  const { id, rawId, type, response } = answer;
  const { clientDataJSON, authenticatorData, signature } = response;
  const { verifyAuthenticationResponse } = await library();
  const checked = await verifyAuthenticationResponse({
    response: {
      ...{ id, rawId, type, clientExtensionResults: {} },
      response: { clientDataJSON, authenticatorData, signature },
    },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    credential: { id: kept.credentialId, publicKey: bytes(kept.publicKey), counter: kept.counter },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (checked?.verified !== true) throw refused();
  const { newCounter, credentialBackedUp } = checked.authenticationInfo;
  return { counter: newCounter, isBackedUp: credentialBackedUp };
}

function refused(): Refusal {
  return new Refusal(
    'invalid',
    'passkey.refused',
    'This passkey did not answer as it should. Open the page again and try once more, or use another way in.',
  );
}

function bytes(from: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(from);
}
