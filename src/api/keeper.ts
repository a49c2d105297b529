import { Refusal } from '../core/refusal.ts';
import type { Member } from '../domain/members/member.ts';

/**
 * What a page does only after a fresh proof. A token of a person shows that somebody had it once, not that they sit
 * there now, so only the keeper of the node may ask for it here.
 * @throws Refusal forbidden `token.proof`
 */
export function requireKeeper(asker: Member | 'node'): void {
  if (asker === 'node') return;
  throw new Refusal(
    'forbidden',
    'token.proof',
    'This asks for a fresh proof: do it on its page, or with a token of the node.',
  );
}
