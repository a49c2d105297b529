import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What an authenticator may say otherwise than it should. */
export interface Deviation {
  readonly origin?: string;
  /** The host the passkey is for. */
  readonly rpId?: string;
  /** Whether the person was verified (the UV flag). */
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
  /** `webauthn.get` or `webauthn.create`. */
  readonly type?: string;
}

/** A passkey in software, which can also do what no honest device does (WebAuthn L3 §6). */
export class SoftPasskey {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #origin: string;
  #userHandle = '';
  counter = 0;

  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    this.#publicKey = publicKey;
    this.#origin = origin;
  }

  /** What a browser would send for the options of a new passkey. */
  make(options: { challenge: string; user: { id: string } }, other: Deviation = {}) {
    this.#userHandle = options.user.id;
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    const coseKey = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.of(0, this.id.length), this.id, coseKey]);
    const authData = this.#authData(0x40, attested, other);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(authData.length);
    const attestationObject = Buffer.concat([
      Buffer.of(0xa3),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.of(0xa0),
      cborText('authData'),
      Buffer.of(0x59),
      length,
      authData,
    ]);
    const clientData = this.#clientData(options.challenge, { type: 'webauthn.create', ...other });
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What a browser would send for the options of a sign-in. */
  use(options: { challenge: string }, other: Deviation = {}) {
    this.counter = other.counter ?? this.counter + 1;
    const authData = this.#authData(0, Buffer.alloc(0), { ...other, counter: this.counter });
    const clientData = this.#clientData(options.challenge, other);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
      userHandle: other.userHandle ?? this.#userHandle,
    });
  }

  #answer<T>(response: T) {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} } as const;
  }

  #authData(flags: number, attested: Buffer, other: Deviation): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(other.counter ?? this.counter);
    const verified = (other.isVerified ?? true) ? 0x04 : 0;
    const host = other.rpId ?? new URL(this.#origin).hostname;
    const hash = createHash('sha256').update(host).digest();
    return Buffer.concat([hash, Buffer.of(0x01 | verified | flags), counter, attested]);
  }

  #clientData(challenge: string, other: Deviation): Buffer {
    const { type = 'webauthn.get', origin = this.#origin } = other;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x60 + text.length), Buffer.from(text)]);
}
