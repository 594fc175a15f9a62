import { DirectoryError } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { aliasShape, checkDisplayName, checkDomain, checkedAddress, checkName, nameShape } from './mailbox-checks.ts';
import type { DistributionGroup, MailContact } from './recipient.ts';

/**
 * The same group or contact with its addresses in their one spelling.
 * @throws DirectoryError 'address-invalid' or 'domain-not-accepted', naming the value.
 */
export function checkRecipient<R extends DistributionGroup | MailContact>(index: DirectoryIndex, recipient: R): R {
  checkName('name', recipient.name, 64, nameShape);
  checkName('alias', recipient.alias, 64, aliasShape);
  checkDisplayName(recipient.displayName);
  const emailAddresses = [...new Set(recipient.emailAddresses.map(checkedAddress))];
  for (const address of emailAddresses) checkDomain(index, address);
  if (recipient.kind === 'contact') {
    const externalEmailAddress = checkedAddress(recipient.externalEmailAddress);
    refuseItself(recipient, emailAddresses, externalEmailAddress);
    return { ...recipient, emailAddresses, externalEmailAddress };
  }
  if (emailAddresses.length === 0)
    throw new DirectoryError(
      'address-invalid',
      `The group "${recipient.name}" needs at least one e-mail address: its primary SMTP address.`,
      `Le groupe « ${recipient.name} » a besoin d’au moins une adresse : son adresse SMTP principale.`,
    );
  return { ...recipient, emailAddresses };
}

function refuseItself(contact: MailContact, addresses: readonly string[], external: string): void {
  if (!addresses.includes(external)) return;
  throw new DirectoryError(
    'address-invalid',
    `The contact "${contact.name}" can't have "${external}" both as its address here and as its external address.`,
    `Le contact « ${contact.name} » ne peut pas avoir « ${external} » à la fois ici et comme adresse externe.`,
    { value: external, property: 'ExternalEmailAddress' },
  );
}
