import { ByteSize, type ManagementObject, type ManagementValue, Unlimited } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { usesQuotaDefaults } from '../../../domain/directory/mailbox-quotas.ts';
import { mailTipIn } from '../../../domain/directory/mail-tip.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { auditProperties } from './mailbox-audit-parameters.ts';
import { mailboxDatabaseSettings } from '../../../domain/configuration/mailbox-database-settings.ts';
import { retentionProperties } from './mailbox-retention-parameters.ts';
import { customAttributeProperties } from './custom-attributes.ts';
import { mailTipProperties } from './mail-tip-parameters.ts';
import { namesOf } from './recipient-parameters.ts';
import { legacyDistinguishedName, mailboxTail, organizationalUnit, proxyAddresses } from './mailbox-tail.ts';

/** As Get-Mailbox prints it; the properties that mean something here. */
export function mailboxObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  const primary = mailbox.emailAddresses[0] ?? '';
  const kind = mailbox.kind === 'shared' ? 'SharedMailbox' : 'UserMailbox';
  const other = (name: string): ManagementValue => (mailbox.otherProperties[name] ?? '') as ManagementValue;
  return {
    Database: 'Mailbox Database',
    DeliverToMailboxAndForward: mailbox.deliverToMailboxAndForward,
    ExchangeGuid: mailbox.guid,
    ForwardingAddress:
      mailbox.forwardingAddress === null
        ? null
        : (services.directory.findRecipient(mailbox.forwardingAddress)?.name ?? null),
    ForwardingSmtpAddress: mailbox.forwardingSmtpAddress === null ? null : `smtp:${mailbox.forwardingSmtpAddress}`,
    IsMailboxEnabled: mailbox.enabled,
    AccountDisabled: !mailbox.enabled,
    IssueWarningQuota: sizeOrUnlimited(mailbox.issueWarningQuotaBytes),
    ProhibitSendQuota: sizeOrUnlimited(mailbox.prohibitSendQuotaBytes),
    ProhibitSendReceiveQuota: sizeOrUnlimited(mailbox.prohibitSendReceiveQuotaBytes),
    UseDatabaseQuotaDefaults: usesQuotaDefaults(mailbox),
    RecipientLimits: (mailbox.otherProperties.RecipientLimits as number | undefined) ?? Unlimited.value,
    IsShared: mailbox.kind === 'shared',
    ServerName: services.server.name.toLowerCase(),
    UserPrincipalName: mailbox.userPrincipalName,
    SamAccountName: mailbox.samAccountName,
    Languages: mailbox.language === null ? [] : [mailbox.language],
    OrganizationalUnit: organizationalUnit(services),
    RoleGroups: mailbox.roleGroups,
    Alias: mailbox.alias,
    DisplayName: mailbox.displayName,
    FirstName: other('FirstName'),
    LastName: other('LastName'),
    Office: other('Office'),
    SimpleDisplayName: other('SimpleDisplayName'),
    ...customAttributeProperties(mailbox.otherProperties),
    EmailAddresses: proxyAddresses(mailbox),
    EmailAddressPolicyEnabled: false,
    GrantSendOnBehalfTo: namesOf(services, mailbox.sendOnBehalf),
    AcceptMessagesOnlyFromSendersOrMembers: namesOf(services, mailbox.acceptMessagesOnlyFrom),
    RejectMessagesFrom: namesOf(services, mailbox.rejectMessagesFrom),
    RejectMessagesFromSendersOrMembers: namesOf(services, mailbox.rejectMessagesFrom),
    RequireSenderAuthenticationEnabled: mailbox.requireSenderAuthentication,
    MessageCopyForSentAsEnabled: mailbox.copyForSentAs,
    MessageCopyForSendOnBehalfEnabled: mailbox.copyForSendOnBehalf,
    MessageCopyForSMTPClientSubmissionEnabled: mailbox.copyForSmtpSubmission,
    HiddenFromAddressListsEnabled: mailbox.hiddenFromAddressLists,
    LegacyExchangeDN: legacyDistinguishedName(services, mailbox),
    ...mailTipProperties(mailTipIn(mailbox.otherProperties)),
    MaxReceiveSize: sizeOrUnlimited(mailbox.maxReceiveSizeBytes),
    MaxSendSize: sizeOrUnlimited(mailbox.maxSendSizeBytes),
    PrimarySmtpAddress: primary,
    WindowsEmailAddress: primary,
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: kind,
    WhenMailboxCreated: new Date(mailbox.whenCreated),
    ...neverHere,
    ThrottlingPolicy: services.throttling.givenTo(mailbox)?.name ?? null,
    ...auditProperties(mailbox),
    ...retentionProperties(mailbox, services.settings.effective(mailboxDatabaseSettings)),
    ...mailboxTail(services, mailbox),
  };
}

/** What no mailbox here is or has; a script that asks `-eq $false` finds them all, as it would in Exchange. */
const neverHere: ManagementObject = {
  ArchiveStatus: 'None',
  IsLinked: false,
  IsResource: false,
  ModerationEnabled: false,
  RetentionHoldEnabled: false,
};

function sizeOrUnlimited(bytes: number | null): ByteSize | Unlimited {
  return bytes === null ? Unlimited.value : new ByteSize(bytes);
}
