import type { ParameterDescription } from '@relais/management-contract';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { plainIdentity } from '../recipients/find-mailbox.ts';

export const protocolParameter: ParameterDescription = {
  name: 'Protocol',
  type: {
    kind: 'enum',
    values: [{ name: 'IMAP4', alsoKnownAs: ['IMAP'] }, { name: 'POP3', alsoKnownAs: ['POP'] }, { name: 'SMTP' }],
  },
  help: { en: 'Of one protocol.', fr: 'D’un protocole.' },
};

export const userParameter: ParameterDescription = {
  name: 'User',
  type: { kind: 'string', maxLength: 320 },
  wildcards: true,
  help: {
    en: 'Of one user, by name, alias, user principal name or any address; wildcards are taken for what the column User shows.',
    fr: 'D’un utilisateur, par nom, alias, nom d’utilisateur principal ou l’une de ses adresses ; caractères génériques acceptés pour ce que montre la colonne User.',
  },
};

/**
 * Whether a session's `user` is whom the parameter `User` names. Sessions show the primary address that somebody had when he
 * signed in, which need not be the name that he signs in with; who opened another's mailbox stands before a backslash.
 */
export function isUser(
  { directory }: ManagementServices,
  wanted: string | undefined,
): (user: string | null) => boolean {
  if (wanted === undefined) return () => true;
  const mailbox = hasWildcard(wanted) ? null : directory.findMailbox(plainIdentity(wanted));
  if (mailbox === null) return (user) => matchesWildcard(wanted, user ?? '');
  const names = new Set(
    [wanted, mailbox.userPrincipalName, ...mailbox.emailAddresses].map((name) => name.toLowerCase()),
  );
  return (user) => {
    const shown = (user ?? '').toLowerCase();
    return names.has(shown) || names.has(shown.split('\\')[0] ?? '');
  };
}

export const remoteAddressParameter: ParameterDescription = {
  name: 'RemoteAddress',
  type: { kind: 'string', maxLength: 64 },
  wildcards: true,
  help: { en: 'From one address; wildcards are taken.', fr: 'Depuis une adresse ; caractères génériques acceptés.' },
};
