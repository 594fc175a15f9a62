import { conflictWithSettings } from '../../binding-conflicts.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** Says so when a connector is to listen where IMAP4 or POP3 does. */
export function warnOfTakenPort(context: CmdletContext, bindings: readonly string[]): void {
  const conflict = conflictWithSettings(context.services, bindings);
  if (conflict === null) return;
  context.warn({
    en: `${conflict.binding} is also configured for ${conflict.owner}; only one of them can open it.`,
    fr: `${conflict.binding} est aussi configuré pour ${conflict.owner} ; un seul des deux pourra l’ouvrir.`,
  });
}
