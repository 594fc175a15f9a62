import type { ParameterDescription } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';

export const mailboxIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'Mailbox' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The mailbox, by name, display name, alias, address, user principal name, DOMAIN\\user, GUID or distinguished name.',
    fr: 'La boîte aux lettres, par son nom, nom complet, alias, adresse, nom d’utilisateur principal, DOMAINE\\utilisateur, GUID ou nom unique.',
  },
};

/** Exchange's forms of identity that the directory itself doesn't know: DN, canonical name, legacy DN. */
export function plainIdentity(identity: string): string {
  const wanted = identity.trim();
  const common = /^CN=((?:\\.|[^,\\])+)(?:,|$)/i.exec(wanted)?.[1];
  if (common !== undefined) return common.replaceAll(/\\(.)/g, '$1');
  const legacy = /\/cn=Recipients\/cn=([^/]+)$/i.exec(wanted)?.[1];
  if (legacy !== undefined) return legacy;
  const [, domain = '', name = wanted] = /^([^/@]+)\/Users\/(.+)$/i.exec(wanted) ?? [];
  return domain.includes('.', 1) ? name : wanted;
}

/** @throws CmdletError ManagementObjectNotFound */
export function requireMailbox(services: ManagementServices, identity: string): Mailbox {
  const found =
    services.directory.findMailbox(plainIdentity(identity)) ??
    withDisplayName(services, services.directory.mailboxes(), identity);
  if (found === null) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

/**
 * Whom no other name means may be meant by his display name (`"Durand, Bob"`), where only one has it.
 * @throws CmdletError ManagementObjectAmbiguous
 */
export function withDisplayName<R extends Recipient>(
  services: ManagementServices,
  among: readonly R[],
  identity: string,
): R | null {
  const wanted = identity.trim().toLowerCase();
  const found = wanted === '' ? [] : among.filter(({ displayName }) => displayName.toLowerCase() === wanted);
  if (found.length < 2) return found[0] ?? null;
  const who = found.map((one) => addressIn(one)).join(', ');
  throw new CmdletError({
    id: 'ManagementObjectAmbiguous',
    category: 'InvalidData',
    exception: 'ManagementObjectAmbiguousException',
    target: identity,
    text: {
      en: `The operation couldn't be performed because '${identity}' matches multiple entries: ${who}.`,
      fr: `L’opération n’a pas pu être effectuée car « ${identity} » correspond à plusieurs entrées : ${who}.`,
    },
  });
}

function addressIn(recipient: Recipient): string {
  return recipient.emailAddresses[0] ?? recipient.name;
}

/** All that a pattern with wildcards means; one without must mean somebody. */
export function matchMailboxes(services: ManagementServices, identity: string | undefined): readonly Mailbox[] {
  if (identity === undefined) return services.directory.mailboxes();
  if (!hasWildcard(identity)) return [requireMailbox(services, identity)];
  return services.directory
    .mailboxes()
    .filter(({ name, alias, displayName, emailAddresses }) =>
      [name, alias, displayName, ...emailAddresses].some((text) => matchesWildcard(identity, text)),
    );
}

/** Ambiguous name resolution: a beginning of the name, alias, display name or an address. */
export function matchesAnr(mailbox: Mailbox, anr: string): boolean {
  const wanted = anr.toLowerCase();
  const words = [
    mailbox.name,
    mailbox.alias,
    mailbox.displayName,
    ...mailbox.name.split(' '),
    ...mailbox.displayName.split(' '),
    ...mailbox.emailAddresses,
  ];
  return words.some((word) => word.toLowerCase().startsWith(wanted));
}
