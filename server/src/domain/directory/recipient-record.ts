import type { DistributionGroup, MailContact, MailboxlessUser, OtherRecipient } from './recipient.ts';

type Facts = 'kind' | 'guid' | 'name' | 'alias' | 'displayName' | 'emailAddresses' | 'whenCreated' | 'whenChanged';

/** What a new group has where nothing was said; strangers may not write to it, as in Exchange. */
export const newGroupDefaults: Omit<DistributionGroup, Facts> = {
  isSecurityGroup: false,
  managedBy: [],
  members: [],
  memberJoinRestriction: 'Closed',
  memberDepartRestriction: 'Open',
  requireSenderAuthentication: true,
  acceptMessagesOnlyFrom: [],
  rejectMessagesFrom: [],
  reportToOriginator: true,
  hiddenFromAddressLists: false,
  notes: '',
  mailTip: null,
  mailTipTranslations: [],
  maxReceiveSizeBytes: null,
  sendAs: [],
  sendOnBehalf: [],
  otherProperties: {},
};

export const newContactDefaults: Omit<MailContact, Facts | 'externalEmailAddress'> = {
  requireSenderAuthentication: false,
  acceptMessagesOnlyFrom: [],
  rejectMessagesFrom: [],
  hiddenFromAddressLists: false,
  maxReceiveSizeBytes: null,
  otherProperties: {},
};

/** A field that a newer version added reads as its default in a row that an older one wrote. */
export function readRecipient(guid: string, kind: string, json: string): OtherRecipient {
  switch (kind) {
    case 'group':
      return { ...newGroupDefaults, ...(JSON.parse(json) as DistributionGroup), guid };
    case 'contact':
      return { ...newContactDefaults, ...(JSON.parse(json) as MailContact), guid };
    default:
      return { ...(JSON.parse(json) as MailboxlessUser), guid };
  }
}

export function writeRecipient(recipient: OtherRecipient): string {
  const { guid: _guid, ...record } = recipient;
  return JSON.stringify(record);
}
