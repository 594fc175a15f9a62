import type { Directory } from '../../domain/directory/directory.ts';
import { owaSettings } from '../../domain/configuration/owa-settings.ts';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { passwordMark } from '../password-mark.ts';

/** Somebody whose connection stays open longer than a request. */
export interface StandingCaller {
  /**
   * The caller as he is now; `null`: the sign-in is over, what he signed in with is no longer his, or webmail was closed to
   * the mailbox. `isActive`: he asked for something, so his idle time begins anew.
   */
  now(isActive: boolean): Promise<SignedInCaller | null>;
}

type Parts = Pick<HttpContext, 'directory' | 'identity' | 'settings' | 'signInSessions'>;

export async function standingCaller(caller: SignedInCaller, parts: Parts): Promise<StandingCaller> {
  const { directory, identity, settings, signInSessions } = parts;
  const { session, appPassword } = caller;
  const { guid } = caller.mailbox;
  const mark = session?.passwordMark ?? (await markOf(directory, guid));
  return {
    async now(isActive) {
      const mailbox = directory.findMailbox(guid);
      if (mailbox === null || !mailbox.enabled || !mailbox.owaEnabled) return null;
      const still = { ...caller, mailbox, roleGroups: mailbox.roleGroups };
      if (session !== null) {
        const known = signInSessions.byId(session.id, isActive);
        return known === null || (await markOf(directory, guid)) !== mark ? null : { ...still, session: known };
      }
      if (!settings.effective(owaSettings).BasicAuthentication) return null;
      const isGood =
        appPassword === undefined
          ? (await markOf(directory, guid)) === mark
          : identity.credentials.byId('app-password', appPassword) !== null;
      return isGood ? still : null;
    },
  };
}

async function markOf(directory: Directory, guid: string): Promise<string> {
  return passwordMark(await directory.passwordHash(guid));
}
