import { channelOf } from './sasl-channel.ts';
import type { Session } from './session.ts';

/** SASL mechanisms offered now: none where no password is taken (RFC 2595 §4, LoginType). */
export function offeredMechanisms(session: Session): readonly string[] {
  if (!session.takesPasswords) return [];
  return ['PLAIN', ...session.context.authenticator.sasl.offered(channelOf(session))];
}
