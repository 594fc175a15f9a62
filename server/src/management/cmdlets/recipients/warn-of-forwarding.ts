import type { Mailbox } from '../../../domain/directory/directory.ts';
import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { selectSendConnector } from '../../../domain/queue/route-recipient.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** Says what keeps the mail of a mailbox from leaving for where it forwards to: it stays there, and nobody else would say so. */
export function warnOfForwarding(context: CmdletContext, mailbox: Mailbox): void {
  const { directory, sendConnectors, remoteDomains } = context.services;
  const named = mailbox.forwardingAddress === null ? null : directory.findRecipient(mailbox.forwardingAddress);
  const written = named === null ? mailbox.forwardingSmtpAddress : null;
  const found = written === null ? null : directory.resolveRecipient(written);
  const address =
    named?.kind === 'contact'
      ? named.externalEmailAddress
      : found?.kind === 'contact'
        ? found.contact.externalEmailAddress
        : found?.kind === 'other-domain'
          ? written
          : null;
  if (address === null) return;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const ascii = domain.startsWith('[') ? domain : asciiDomain(domain);
  if (ascii === null || selectSendConnector(sendConnectors.list(), ascii) === null)
    context.warn({
      en: `No send connector carries mail for ${domain}. Until one does, mail for "${mailbox.name}" stays in its mailbox and is not forwarded.`,
      fr: `Aucun connecteur d’envoi n’achemine le courrier pour ${domain}. D’ici là, le courrier pour « ${mailbox.name} » reste dans sa boîte aux lettres et n’est pas transféré.`,
    });
  else if (named === null && !remoteDomains.of(address).autoForwardEnabled)
    context.warn({
      en: `The remote domain of ${domain} does not allow automatic forwarding. Mail for "${mailbox.name}" stays in its mailbox and is not forwarded.`,
      fr: `Le domaine distant de ${domain} n’autorise pas le transfert automatique. Le courrier pour « ${mailbox.name} » reste dans sa boîte aux lettres et n’est pas transféré.`,
    });
}
