import { ListChange, type ManagementValue, type ParameterDescription } from '@relais/management-contract';
import { isMailbox, type Recipient } from '../../../domain/directory/recipient.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { plainIdentity, withDisplayName } from './find-mailbox.ts';

export const text = (name: string, en: string, fr: string, maxLength = 256): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength },
  help: { en, fr },
});

/** Of a cmdlet that makes something: each row of `Import-Csv` makes one, its columns are the parameters. */
export const fromColumns = (parameter: ParameterDescription): ParameterDescription => ({
  ...parameter,
  pipeline: 'by-property-name',
});

/** A text of several lines. */
export const lines = (name: string, en: string, fr: string, maxLength: number): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength, lines: true },
  help: { en, fr },
});

export const boolean = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'boolean' },
  help: { en, fr },
});

/** A list of recipients, by any of their names. */
export const people = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'identity', of: 'Recipient' },
  list: true,
  nullable: true,
  help: { en, fr },
});

/** Scripts give it before they change an address. */
export const emailAddressPolicyEnabled: ParameterDescription = {
  ...boolean(
    'EmailAddressPolicyEnabled',
    'Accepted and without effect: there are no address policies.',
    'Accepté et sans effet : il n’y a pas de stratégie d’adresses.',
  ),
  withoutEffect: true,
};

export const recipientIdentity = (en: string, fr: string): ParameterDescription => ({
  name: 'Identity',
  type: { kind: 'identity', of: 'Recipient' },
  position: 1,
  pipeline: 'both',
  help: { en, fr },
});

/** @throws CmdletError ManagementObjectNotFound, also for a recipient of another kind. */
export function requireRecipient<K extends Recipient['kind']>(
  services: ManagementServices,
  identity: string,
  ...kinds: readonly K[]
): Extract<Recipient, { kind: K }> {
  const found =
    services.directory.findRecipient(plainIdentity(identity)) ??
    withDisplayName(services, services.directory.recipients(), identity);
  const isWanted = found !== null && (kinds.length === 0 || kinds.includes(found.kind as K));
  if (!isWanted) throw objectNotFound(identity, services.server.fqdn);
  return found as Extract<Recipient, { kind: K }>;
}

/** All that a pattern with wildcards means; one without must mean somebody. */
export function matchRecipients<K extends Recipient['kind']>(
  services: ManagementServices,
  identity: string | undefined,
  ...kinds: readonly K[]
): readonly Extract<Recipient, { kind: K }>[] {
  if (identity !== undefined && !hasWildcard(identity)) return [requireRecipient(services, identity, ...kinds)];
  const all = services.directory.recipients().filter(({ kind }) => kinds.length === 0 || kinds.includes(kind as K));
  const found =
    identity === undefined
      ? all
      : all.filter(({ name, alias, displayName, emailAddresses }) =>
          [name, alias, displayName, ...emailAddresses].some((word) => matchesWildcard(identity, word)),
        );
  return found as unknown as readonly Extract<Recipient, { kind: K }>[];
}

/** GUIDs that a list of recipients becomes; `undefined` when the parameter was not given. @throws CmdletError */
export function references(
  services: ManagementServices,
  given: BoundParameters,
  name: string,
  current: readonly string[],
): readonly string[] | undefined {
  if (!given.has(name)) return undefined;
  const guids = (values: readonly ManagementValue[]): readonly string[] =>
    values.map((value) => requireRecipient(services, String(value)).guid);
  const value = given.get<ManagementValue>(name);
  if (value instanceof ListChange) {
    const removed = new Set(guids(value.remove));
    return [...new Set([...current.filter((guid) => !removed.has(guid)), ...guids(value.add)])];
  }
  return value === null || value === undefined ? [] : [...new Set(guids(value as readonly ManagementValue[]))];
}

/** How references are printed: names, those of removed recipients left out. */
export function namesOf(services: ManagementServices, guids: readonly string[]): readonly string[] {
  return guids.flatMap((guid) => services.directory.findRecipient(guid)?.name ?? []);
}

/** Where mail to a recipient goes. */
export function addressOf(recipient: Recipient): string | null {
  if (recipient.kind === 'contact') return recipient.externalEmailAddress;
  return recipient.emailAddresses[0] ?? null;
}

/** Exchange's RecipientTypeDetails. */
export function recipientTypeDetails(recipient: Recipient): string {
  if (isMailbox(recipient)) return recipient.kind === 'shared' ? 'SharedMailbox' : 'UserMailbox';
  switch (recipient.kind) {
    case 'group':
      return recipient.isSecurityGroup ? 'MailUniversalSecurityGroup' : 'MailUniversalDistributionGroup';
    case 'contact':
      return 'MailContact';
    case 'mailboxless':
      return 'User';
  }
}

export function matchesRecipientAnr({ name, alias, displayName, emailAddresses }: Recipient, anr: string): boolean {
  const wanted = anr.toLowerCase();
  return [name, alias, displayName, ...name.split(' '), ...displayName.split(' '), ...emailAddresses].some((word) =>
    word.toLowerCase().startsWith(wanted),
  );
}
