import { type ByteSize, Unlimited } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { mailTipIn } from '../../../domain/directory/mail-tip.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { givenPolicy } from '../throttling/throttling-policy-association.ts';
import { customAttributeChange } from './custom-attributes.ts';
import { changedAddresses } from './email-addresses-change.ts';
import { auditChange } from './mailbox-audit-parameters.ts';
import { retentionChange } from './mailbox-retention-parameters.ts';
import { givenMailTip, keptMailTip } from './mail-tip-parameters.ts';
import { personalChange } from './personal-properties.ts';
import { references, requireRecipient } from './recipient-parameters.ts';
import { quotaParameters } from './set-mailbox-parameters.ts';

export type ChangedProperties = { -readonly [K in keyof Mailbox]?: Mailbox[K] };

/** What the parameters of Set-Mailbox change of `mailbox`; sizes in bytes, people by their GUIDs. @throws CmdletError */
export function mailboxChange(
  services: ManagementServices,
  given: BoundParameters,
  mailbox: Mailbox,
  by: string,
): ChangedProperties {
  const change: ChangedProperties = {};
  const take = <K extends keyof Mailbox>(
    parameter: string,
    property: K,
    convert: (value: never) => Mailbox[K],
  ): void => {
    if (given.has(parameter)) change[property] = convert(given.get(parameter) as never);
  };
  const same = <T>(value: T): T => value;
  const bytes = (value: ByteSize | Unlimited): number | null => (value instanceof Unlimited ? null : value.bytes);
  take('Name', 'name', same<string>);
  take('DisplayName', 'displayName', same<string>);
  take('Alias', 'alias', same<string>);
  take('UserPrincipalName', 'userPrincipalName', same<string>);
  take('SamAccountName', 'samAccountName', same<string>);
  take('IssueWarningQuota', 'issueWarningQuotaBytes', bytes);
  take('ProhibitSendQuota', 'prohibitSendQuotaBytes', bytes);
  take('ProhibitSendReceiveQuota', 'prohibitSendReceiveQuotaBytes', bytes);
  if (given.isOn('UseDatabaseQuotaDefaults')) {
    Object.assign(change, {
      issueWarningQuotaBytes: null,
      prohibitSendQuotaBytes: null,
      prohibitSendReceiveQuotaBytes: null,
    });
  }
  take('MaxSendSize', 'maxSendSizeBytes', bytes);
  take('MaxReceiveSize', 'maxReceiveSizeBytes', bytes);
  take('ForwardingSmtpAddress', 'forwardingSmtpAddress', (value: string | null) =>
    value === null || value === '' ? null : value.replace(/^smtp:/i, ''),
  );
  take('ForwardingAddress', 'forwardingAddress', (value: string | null) =>
    value === null || value === '' ? null : requireRecipient(services, value).guid,
  );
  take('RequireSenderAuthenticationEnabled', 'requireSenderAuthentication', same<boolean>);
  for (const [parameter, property] of [
    ['GrantSendOnBehalfTo', 'sendOnBehalf'],
    ['AcceptMessagesOnlyFrom', 'acceptMessagesOnlyFrom'],
    ['AcceptMessagesOnlyFromSendersOrMembers', 'acceptMessagesOnlyFrom'],
    ['RejectMessagesFrom', 'rejectMessagesFrom'],
    ['RejectMessagesFromSendersOrMembers', 'rejectMessagesFrom'],
  ] as const) {
    const guids = references(services, given, parameter, change[property] ?? mailbox[property]);
    if (guids !== undefined) change[property] = guids;
  }
  const groups = references(services, given, 'AcceptMessagesOnlyFromDLMembers', mailbox.acceptMessagesOnlyFrom);
  if (groups !== undefined) {
    const isGroup = (guid: string): boolean => services.directory.findRecipient(guid)?.kind === 'group';
    const people = (change.acceptMessagesOnlyFrom ?? mailbox.acceptMessagesOnlyFrom).filter((guid) => !isGroup(guid));
    change.acceptMessagesOnlyFrom = [...new Set([...people, ...groups.filter(isGroup)])];
  }
  take('DeliverToMailboxAndForward', 'deliverToMailboxAndForward', same<boolean>);
  take('HiddenFromAddressListsEnabled', 'hiddenFromAddressLists', same<boolean>);
  take('MessageCopyForSentAsEnabled', 'copyForSentAs', same<boolean>);
  take('MessageCopyForSendOnBehalfEnabled', 'copyForSendOnBehalf', same<boolean>);
  take('MessageCopyForSMTPClientSubmissionEnabled', 'copyForSmtpSubmission', same<boolean>);
  take('AccountDisabled', 'enabled', (value: boolean) => !value);
  take('Type', 'kind', (value: string) => (value === 'Shared' ? 'shared' : 'user'));
  const languages = given.list<string>('Languages', mailbox.language === null ? [] : [mailbox.language]);
  if (languages !== undefined) change.language = spoken(languages);
  const emailAddresses = changedAddresses(given, mailbox.emailAddresses);
  if (emailAddresses !== undefined) change.emailAddresses = emailAddresses;
  const others = ['RecipientLimits'].filter((name) => given.has(name));
  const values = others.map(
    (name) => [name, given.get(name) instanceof Unlimited ? undefined : given.get(name)] as const,
  );
  const policy = givenPolicy(services, given);
  const setsQuota = quotaParameters.some((name) => given.has(name));
  const usesDefaults = given.has('UseDatabaseQuotaDefaults')
    ? given.isOn('UseDatabaseQuotaDefaults')
    : setsQuota
      ? false
      : undefined;
  const kept = {
    ...customAttributeChange(given),
    ...personalChange(services, given),
    ...keptMailTip(givenMailTip(given, mailTipIn(mailbox.otherProperties))),
    ...Object.fromEntries(values),
    ...(usesDefaults === undefined ? {} : { UseDatabaseQuotaDefaults: usesDefaults }),
    ...(policy === undefined ? {} : { ThrottlingPolicy: policy }),
    ...auditChange(given, mailbox),
    ...retentionChange(given, mailbox, services.clock.now(), by),
  };
  if (Object.keys(kept).length > 0) change.otherProperties = { ...mailbox.otherProperties, ...kept };
  return change;
}

function spoken(values: readonly string[]): 'en' | 'fr' | null {
  for (const value of values) {
    const language = value.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'fr') return language;
  }
  return null;
}
