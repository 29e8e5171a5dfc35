import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';
import type { Session } from './api';

export type PasskeyRow = Schemas['PasskeyRow'];

/** Why a browser's own window about passkeys gave nothing; words are in the catalogue. */
export class PasskeyTrouble extends Error {
  constructor(readonly why: 'cancelled' | 'known' | 'unsupported') {
    super(why);
  }
}

export const ownPasskeysQuery = queryOptions({
  queryKey: ['session', 'passkeys'],
  queryFn: ({ signal }) => ask(client.GET('/api/session/passkeys', { signal })),
});

/** Second step of signing in: the browser's window, then the session. */
export async function signInWithPasskey(): Promise<Session> {
  requireSupport();
  const { options } = await ask(client.POST('/api/session/passkey/options'));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await shown(() => navigator.credentials.get({ publicKey }));
  return ask(client.POST('/api/session/passkey', { body: { credential } }));
}

/** A new key for whoever is signed in; the session is from here on one by passkey. */
export async function makePasskey(): Promise<Session> {
  requireSupport();
  const { options } = await ask(client.POST('/api/session/passkeys/options'));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await shown(() => navigator.credentials.create({ publicKey }));
  return ask(client.POST('/api/session/passkeys', { body: { credential } }));
}

export const removePasskey = (passkey_id: number) =>
  ask(client.DELETE('/api/session/passkeys/{passkey_id}', { params: { path: { passkey_id } } }));

export const readAlarm = () => ask(client.POST('/api/session/alarm/seen'));

/** On a page that is not encrypted browsers hide passkeys: then the platform says which address to use. */
function requireSupport(): void {
  const isKnown = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
  if (window.isSecureContext && !isKnown) throw new PasskeyTrouble('unsupported');
}

async function shown(ask: () => Promise<Credential | null>): Promise<Record<string, never>> {
  try {
    const credential = (await ask()) as PublicKeyCredential | null;
    if (!credential) throw new PasskeyTrouble('cancelled');
    return credential.toJSON() as unknown as Record<string, never>;
  } catch (trouble) {
    if (trouble instanceof DOMException) {
      throw new PasskeyTrouble(trouble.name === 'InvalidStateError' ? 'known' : 'cancelled');
    }
    throw trouble;
  }
}
