import { ByteSize, type LocalisedText, textIn, TimeSpan, Unlimited } from '@relais/management-contract';
import type { EndedSession, SessionEnd } from '../../../services/admission/live-sessions.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { isUser, protocolParameter, remoteAddressParameter, userParameter } from './session-parameters.ts';

const reasons: Readonly<Record<SessionEnd, LocalisedText>> = {
  'signed-off': { en: 'The client signed off.', fr: 'Le client s’est déconnecté.' },
  'client-gone': { en: 'The client went away without a word.', fr: 'Le client est parti sans prévenir.' },
  'idle-timeout': {
    en: 'Idle for longer than AuthenticatedConnectionTimeout.',
    fr: 'Inactive plus longtemps que AuthenticatedConnectionTimeout.',
  },
  'unauthenticated-timeout': {
    en: 'Not signed in within PreAuthenticatedConnectionTimeout.',
    fr: 'Pas d’authentification avant PreAuthenticatedConnectionTimeout.',
  },
  limit: { en: 'A connection limit was reached.', fr: 'Une limite de connexions était atteinte.' },
  'too-many-errors': { en: 'Too many errors.', fr: 'Trop d’erreurs.' },
  'closed-by-administrator': { en: 'An administrator ended it.', fr: 'Un administrateur y a mis fin.' },
  'access-taken-away': {
    en: 'The right to the folder that was open was taken away.',
    fr: 'Le droit sur le dossier ouvert a été retiré.',
  },
  'service-stopped': { en: 'The service was stopped or restarted.', fr: 'Le service a été arrêté ou redémarré.' },
  error: { en: 'An error; the log has it.', fr: 'Une erreur ; elle figure au journal.' },
};

/** Which setting ended it, by protocol; `null` when none did. */
function settingOf({ protocol, reason, detail }: EndedSession): string | null {
  if (protocol === 'SMTP')
    return reason === 'idle-timeout' || reason === 'unauthenticated-timeout'
      ? 'ConnectionInactivityTimeout'
      : reason === 'limit'
        ? detail
        : null;
  if (reason === 'idle-timeout') return 'AuthenticatedConnectionTimeout';
  if (reason === 'unauthenticated-timeout') return 'PreAuthenticatedConnectionTimeout';
  return reason === 'limit' ? detail : null;
}

export const getClientSessionHistory = defineCmdlet({
  name: 'Get-ClientSessionHistory',
  synopsis: {
    en: 'Shows sessions that ended, why, and the setting behind it.',
    fr: 'Affiche les sessions terminées, pourquoi, et le paramètre en cause.',
  },
  parameters: [
    protocolParameter,
    userParameter,
    remoteAddressParameter,
    {
      name: 'ResultSize',
      type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
      defaultText: '1000',
      help: { en: 'How many at most.', fr: 'Combien au plus.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ClientSessionHistory -User alice@contoso.com',
      explanation: { en: 'Why alice was disconnected.', fr: 'Pourquoi alice a été déconnectée.' },
    },
  ],
  defaultColumns: ['Until', 'Protocol', 'User', 'RemoteAddress', 'Reason', 'Setting'],
  roles: ['Monitoring', 'POP3 and IMAP4 Protocols', 'View-Only Configuration'],
  async *run({ services, language }, parameters) {
    const [protocol, address] = [parameters.get<string>('Protocol'), parameters.get<string>('RemoteAddress')];
    const isWanted = isUser(services, parameters.get<string>('User'));
    const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
    const most = limit instanceof Unlimited ? Number.POSITIVE_INFINITY : limit;
    let given = 0;
    for (const ended of services.liveSessions.history()) {
      if (protocol !== undefined && ended.protocol !== protocol) continue;
      if (!isWanted(ended.user)) continue;
      if (address !== undefined && !matchesWildcard(address, ended.remoteAddress)) continue;
      if (given >= most) return;
      given += 1;
      yield {
        Protocol: ended.protocol,
        User: ended.user,
        RemoteAddress: ended.remoteAddress,
        Client: ended.client,
        Since: new Date(ended.since),
        Until: new Date(ended.until),
        Duration: new TimeSpan(ended.until - ended.since),
        Reason: textIn(reasons[ended.reason], language),
        Setting: settingOf(ended),
        Detail: ended.detail,
        BytesIn: new ByteSize(ended.bytesIn),
        BytesOut: new ByteSize(ended.bytesOut),
        SignedInAfter: ended.signedInAfter === null ? null : new TimeSpan(ended.signedInAfter),
        LongestPause: ended.signedInAfter === null ? null : new TimeSpan(ended.longestPause),
      };
    }
  },
});
