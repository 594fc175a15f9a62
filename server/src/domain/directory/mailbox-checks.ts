import { DirectoryError, type Mailbox, type NewMailbox } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { AddressSyntaxError, domainOf, normalizeAddress } from './email-address.ts';
import { newMailboxDefaults } from './mailbox-record.ts';

/** The mailbox that `given` asks for; unchecked. */
export function mailboxFrom(index: DirectoryIndex, given: NewMailbox, guid: string, now: number): Mailbox {
  return {
    ...newMailboxDefaults,
    guid,
    name: given.name,
    alias: given.alias,
    displayName: given.displayName ?? given.name,
    userPrincipalName: given.userPrincipalName,
    samAccountName: given.samAccountName ?? freeLogonName(index, given.alias),
    kind: given.kind ?? 'user',
    emailAddresses: [given.primarySmtpAddress],
    roleGroups: given.roleGroups ?? [],
    otherProperties: given.otherProperties ?? newMailboxDefaults.otherProperties,
    whenCreated: now,
    whenChanged: now,
  };
}

/** Windows keeps logon names to 20 characters of fewer kinds than an alias may have; a cut one gets a number when taken. */
function freeLogonName(index: DirectoryIndex, alias: string): string {
  const cleaned = alias.replaceAll(/["/\\[\]:;|=,+*?<>]/g, '_');
  const cut = cleaned.slice(0, 20);
  if (cut === alias) return cut;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? cut : `${cleaned.slice(0, 20 - String(number).length)}${number}`;
    if (index.logonName(name) === undefined) return name;
  }
}

/**
 * The same mailbox with its addresses in their one spelling.
 * @throws DirectoryError 'address-invalid' or 'domain-not-accepted', naming the value.
 */
export function checkMailbox(index: DirectoryIndex, mailbox: Mailbox): Mailbox {
  checkName('name', mailbox.name, 64, nameShape);
  checkName('alias', mailbox.alias, 64, aliasShape);
  checkName('SAM account name', mailbox.samAccountName, 20, /^[^"/\\[\]:;|=,+*?<>\p{Cc}]+$/u);
  checkDisplayName(mailbox.displayName);
  const emailAddresses = [...new Set(mailbox.emailAddresses.map(checkedAddress))];
  if (emailAddresses.length === 0) {
    throw new DirectoryError(
      'address-invalid',
      `The mailbox "${mailbox.name}" needs at least one e-mail address: its primary SMTP address.`,
      `La boîte aux lettres « ${mailbox.name} » a besoin d’au moins une adresse : son adresse SMTP principale.`,
    );
  }
  for (const address of emailAddresses) checkDomain(index, address);
  return {
    ...mailbox,
    userPrincipalName: checkedAddress(mailbox.userPrincipalName),
    emailAddresses,
    forwardingSmtpAddress:
      mailbox.forwardingSmtpAddress === null ? null : checkedAddress(mailbox.forwardingSmtpAddress),
  };
}

/** @throws DirectoryError 'address-invalid' */
export function checkDisplayName(displayName: string): void {
  if (displayName.length <= 256 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(displayName)) return;
  throw new DirectoryError(
    'address-invalid',
    `The display name "${displayName}" must have at most 256 characters and no control characters.`,
    `Le nom complet « ${displayName} » doit compter au plus 256 caractères, sans caractère de contrôle.`,
    { value: displayName, property: 'DisplayName' },
  );
}

export const nameShape = /^[^\p{Cc}\p{Zl}\p{Zp}]+$/u;
// As the local part of an address that is made of it.
export const aliasShape =
  /^[\w!#%&'*+/=?^`{|}~\-\u00A0-\u2027\u202A-\uD7FF\uE000-\uFFFF]+(?:\.[\w!#%&'*+/=?^`{|}~\-\u00A0-\u2027\u202A-\uD7FF\uE000-\uFFFF]+)*$/u;

const checkedNames = {
  name: { property: 'Name', french: 'nom' },
  alias: { property: 'Alias', french: 'alias' },
  'SAM account name': { property: 'SamAccountName', french: 'nom de compte SAM' },
} as const;

export function checkName(what: keyof typeof checkedNames, value: string, maxLength: number, shape: RegExp): void {
  if (value.length === 0 || value.length > maxLength || !shape.test(value) || value.trim() !== value) {
    const { property, french } = checkedNames[what];
    throw new DirectoryError(
      'address-invalid',
      `The ${what} "${value}" isn't valid; it must have 1 to ${maxLength} characters of those that are permitted in it.`,
      `« ${value} » n’est pas valable comme ${french} : 1 à ${maxLength} caractères parmi ceux qui y sont permis.`,
      { value, property },
    );
  }
}

/** @throws DirectoryError 'address-invalid' */
export function checkedAddress(address: string): string {
  try {
    return normalizeAddress(address);
  } catch (error) {
    if (error instanceof AddressSyntaxError)
      throw new DirectoryError('address-invalid', error.message, error.french, { value: address });
    throw error;
  }
}

/** @throws DirectoryError 'domain-not-accepted' */
export function checkDomain(index: DirectoryIndex, address: string): void {
  const domain = domainOf(address);
  if (index.covering(domain) !== undefined) return;
  const accepted = index.domains().map(({ domainName }) => domainName);
  throw new DirectoryError(
    'domain-not-accepted',
    `The address "${address}" isn't in an accepted domain of this organization (${accepted.join(', ') || 'there is none yet'}). Add ${domain} with New-AcceptedDomain first.`,
    `L’adresse « ${address} » n’appartient à aucun domaine accepté de cette organisation (${accepted.join(', ') || 'il n’y en a pas encore'}). Ajoutez d’abord ${domain} avec New-AcceptedDomain.`,
    { value: address },
  );
}
