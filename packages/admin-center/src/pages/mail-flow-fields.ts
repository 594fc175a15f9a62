import type { DescribedField } from '../form/described-fields.tsx';
import type { Words } from '../language/words.ts';

/** Recipients > Mailboxes > Edit > Mail flow settings. */
export function mailFlowFields(t: Words): readonly DescribedField[] {
  return [
    { name: 'ForwardingAddress', label: t('mailboxes.forwardTo') },
    { name: 'ForwardingSmtpAddress', label: t('mailboxes.forwardOutside'), placeholder: 'name@example.com' },
    { name: 'DeliverToMailboxAndForward', label: t('mailboxes.keepCopy') },
    { name: 'MaxSendSize', label: t('mailboxes.maxSend'), placeholder: '35MB' },
    { name: 'MaxReceiveSize', label: t('mailboxes.maxReceive'), placeholder: '35MB' },
    { name: 'RecipientLimits', label: t('mailboxes.recipientLimit'), placeholder: 'Unlimited' },
    { name: 'RequireSenderAuthenticationEnabled', label: t('groups.insideOnly') },
    { name: 'AcceptMessagesOnlyFromSendersOrMembers', label: t('groups.onlyFrom') },
    { name: 'RejectMessagesFromSendersOrMembers', label: t('groups.notFrom') },
    { name: 'ThrottlingPolicy', label: t('throttling.policy') },
  ];
}
