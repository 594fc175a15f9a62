import type { Mailbox } from './directory.ts';

/** How a mailbox stands in its row: everything but the guid, as JSON. */
export type MailboxRecord = Omit<Mailbox, 'guid'>;

const fresh: Omit<
  MailboxRecord,
  | 'name'
  | 'alias'
  | 'displayName'
  | 'userPrincipalName'
  | 'samAccountName'
  | 'emailAddresses'
  | 'whenCreated'
  | 'whenChanged'
> = {
  kind: 'user',
  popEnabled: true,
  imapEnabled: true,
  owaEnabled: true,
  smtpAuthEnabled: true,
  enabled: true,
  prohibitSendReceiveQuotaBytes: null,
  issueWarningQuotaBytes: null,
  prohibitSendQuotaBytes: null,
  maxSendSizeBytes: null,
  maxReceiveSizeBytes: null,
  hiddenFromAddressLists: false,
  forwardingSmtpAddress: null,
  forwardingAddress: null,
  deliverToMailboxAndForward: false,
  requireSenderAuthentication: false,
  acceptMessagesOnlyFrom: [],
  rejectMessagesFrom: [],
  fullAccess: [],
  sendAs: [],
  sendOnBehalf: [],
  copyForSentAs: false,
  copyForSendOnBehalf: false,
  copyForSmtpSubmission: false,
  language: null,
  roleGroups: [],
  otherProperties: {},
};

/** What a new mailbox has where nothing was said. */
export const newMailboxDefaults = fresh;

/** A field that a newer version added reads as its default in a row that an older one wrote. */
export function readMailbox(guid: string, json: string): Mailbox {
  return { ...fresh, ...(JSON.parse(json) as MailboxRecord), guid };
}

export function writeMailbox(mailbox: Mailbox): string {
  const { guid: _guid, ...record } = mailbox;
  return JSON.stringify(record);
}
