import type { Clock } from '../../platform/clock/clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { type NamedRecord, type NamedRecords, openNamedRecords } from './named-records.ts';

export type TransportRuleScope = 'InOrganization' | 'NotInOrganization';

/** Those of Exchange's types that a message from the Internet can be told to have. */
export const transportRuleMessageTypes = [
  'OOF',
  'AutoForward',
  'Encrypted',
  'Calendaring',
  'Signed',
  'ReadReceipt',
] as const;
export type TransportRuleMessageType = (typeof transportRuleMessageTypes)[number];

/** What a message must be like; all that is given must hold, lists mean any of them. */
export interface TransportRuleConditions {
  /** Authors (the field From): addresses, or GUIDs of recipients here. */
  readonly from: readonly string[];
  readonly fromScope: TransportRuleScope | null;
  /** Authors in these groups (GUIDs), or in groups within them. */
  readonly fromMemberOf: readonly string[];
  readonly fromAddressContainsWords: readonly string[];
  /** Regular expressions, without case; likewise below. */
  readonly fromAddressMatchesPatterns: readonly string[];
  /** Domains of authors, without those below them. */
  readonly senderDomainIs: readonly string[];
  /** Recipients of the envelope, each on his own, likewise below: addresses, or GUIDs of recipients here. */
  readonly sentTo: readonly string[];
  readonly sentToScope: TransportRuleScope | null;
  /** As `fromMemberOf`; the recipients of a group are its members. */
  readonly sentToMemberOf: readonly string[];
  readonly recipientAddressContainsWords: readonly string[];
  readonly recipientAddressMatchesPatterns: readonly string[];
  /** One of all recipients, and then the rule holds for all. */
  readonly anyOfRecipientAddressContainsWords: readonly string[];
  readonly anyOfRecipientAddressMatchesPatterns: readonly string[];
  readonly recipientDomainIs: readonly string[];
  /** Whole words or phrases, without case. */
  readonly subjectContainsWords: readonly string[];
  readonly subjectMatchesPatterns: readonly string[];
  /** The body is the texts that are no attachments, HTML without its tags. */
  readonly subjectOrBodyContainsWords: readonly string[];
  readonly subjectOrBodyMatchesPatterns: readonly string[];
  /** Name of a field that must hold one of `headerContainsWords`. */
  readonly header: string | null;
  readonly headerContainsWords: readonly string[];
  /** Name of a field that `headerMatchesPatterns` looks into. */
  readonly patternHeader: string | null;
  readonly headerMatchesPatterns: readonly string[];
  /** Files in archives count as well, likewise below. */
  readonly attachmentNameMatchesPatterns: readonly string[];
  /** Without the dot, in lower case. */
  readonly attachmentExtensionMatchesWords: readonly string[];
  /** One attachment has at least so many bytes, decoded. */
  readonly attachmentSizeOver: number | null;
  /** One is a program, by its first bytes. */
  readonly attachmentHasExecutableContent: boolean;
  /** One is a ZIP archive that asks for a password, or has one in it. */
  readonly attachmentIsPasswordProtected: boolean;
  /** One is an archive that cannot be looked into. */
  readonly attachmentIsUnsupported: boolean;
  /** One is an archive that has more in it than is looked at. */
  readonly attachmentProcessingLimitExceeded: boolean;
  readonly messageTypeMatches: TransportRuleMessageType | null;
  /** The message has at least so many bytes. */
  readonly messageSizeOver: number | null;
}

export interface TransportRuleActions {
  readonly deleteMessage: boolean;
  /** The sender is told this; `null`: the message is not rejected. */
  readonly rejectReason: string | null;
  /** RFC 3463, of the class 5. */
  readonly rejectStatus: string;
  /** -1 to 9; from 5 on the message is filed as junk. */
  readonly scl: number | null;
  readonly setHeader: { readonly name: string; readonly value: string } | null;
  /** Name of a field that is taken out; `null`: none is. */
  readonly removeHeader: string | null;
  /** Stands before the subject; `null`: nothing does. */
  readonly prependSubject: string | null;
  /** HTML that is added to its texts, with marks for what is known of its sender (`%%DisplayName%%`); `null`: nothing is. */
  readonly disclaimer: {
    readonly html: string;
    readonly location: 'Append' | 'Prepend';
    /** Where it cannot stand in the message. */
    readonly fallback: 'Wrap' | 'Ignore' | 'Reject';
  } | null;
  /** Who gets a copy that nothing in the message tells of: addresses, or GUIDs of recipients here. */
  readonly blindCopyTo: readonly string[];
  /** Who gets it instead of its recipients, likewise. */
  readonly redirectMessageTo: readonly string[];
  readonly stop: boolean;
}

export interface TransportRule extends NamedRecord {
  readonly enabled: boolean;
  /** Audit: what would be done is only written into the tracking log. */
  readonly mode: 'Audit' | 'AuditAndNotify' | 'Enforce';
  readonly priority: number;
  readonly comments: string;
  readonly conditions: TransportRuleConditions;
  /** Each of them alone is one. */
  readonly exceptions: TransportRuleConditions;
  readonly actions: TransportRuleActions;
}

export const noConditions: TransportRuleConditions = {
  from: [],
  fromScope: null,
  fromMemberOf: [],
  fromAddressContainsWords: [],
  fromAddressMatchesPatterns: [],
  senderDomainIs: [],
  sentTo: [],
  sentToScope: null,
  sentToMemberOf: [],
  recipientAddressContainsWords: [],
  recipientAddressMatchesPatterns: [],
  anyOfRecipientAddressContainsWords: [],
  anyOfRecipientAddressMatchesPatterns: [],
  recipientDomainIs: [],
  subjectContainsWords: [],
  subjectMatchesPatterns: [],
  subjectOrBodyContainsWords: [],
  subjectOrBodyMatchesPatterns: [],
  header: null,
  headerContainsWords: [],
  patternHeader: null,
  headerMatchesPatterns: [],
  attachmentNameMatchesPatterns: [],
  attachmentExtensionMatchesWords: [],
  attachmentSizeOver: null,
  attachmentHasExecutableContent: false,
  attachmentIsPasswordProtected: false,
  attachmentIsUnsupported: false,
  attachmentProcessingLimitExceeded: false,
  messageTypeMatches: null,
  messageSizeOver: null,
};

export const noActions: TransportRuleActions = {
  deleteMessage: false,
  rejectReason: null,
  rejectStatus: '5.7.1',
  scl: null,
  setHeader: null,
  removeHeader: null,
  prependSubject: null,
  disclaimer: null,
  blindCopyTo: [],
  redirectMessageTo: [],
  stop: false,
};

export interface TransportRules extends NamedRecords<TransportRule> {
  /** By priority, 0 first. */
  inOrder(): readonly TransportRule[];
  /** Moves a rule to a place; the others make room. */
  place(guid: string, priority: number): Promise<void>;
}

export async function openTransportRules(parts: {
  /** The system scope, migrated. */
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<TransportRules> {
  const records = await openNamedRecords<TransportRule>({
    ...parts,
    table: 'transport_rule',
    defaults: {
      enabled: true,
      mode: 'Enforce',
      priority: 0,
      comments: '',
      conditions: noConditions,
      exceptions: noConditions,
      actions: noActions,
    },
  });
  // Asked for each message: completed and sorted once a change.
  let of: readonly TransportRule[] | null = null;
  let list: readonly TransportRule[] = [];
  let sorted: readonly TransportRule[] = [];
  const refresh = (): void => {
    const stored = records.list();
    if (stored === of) return;
    of = stored;
    list = stored.map(whole);
    sorted = list.toSorted((one, other) => one.priority - other.priority || one.whenCreated - other.whenCreated);
  };
  const inOrder = (): readonly TransportRule[] => {
    refresh();
    return sorted;
  };
  return {
    ...records,
    list() {
      refresh();
      return list;
    },
    inOrder,
    async place(guid, priority) {
      const others = inOrder().filter((rule) => rule.guid !== guid);
      const moved = records.list().filter((rule) => rule.guid === guid);
      const order = [...others.slice(0, priority), ...moved, ...others.slice(priority)];
      for (const [place, rule] of order.entries())
        if (rule.priority !== place) await records.update(rule.guid, { priority: place });
    },
  };
}

/** With what rules of earlier versions could not say. */
function whole(rule: TransportRule): TransportRule {
  return {
    ...rule,
    conditions: { ...noConditions, ...rule.conditions },
    exceptions: { ...noConditions, ...rule.exceptions },
    actions: { ...noActions, ...rule.actions },
  };
}
