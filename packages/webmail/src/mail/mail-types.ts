/** The parts of RFC 8621's objects that webmail asks for. */
export interface Mailbox {
  /** Given once on the server, also among the accounts of others. */
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly role: string | null;
  readonly sortOrder: number;
  readonly totalEmails: number;
  readonly unreadEmails: number;
  readonly isSubscribed: boolean;
  readonly myRights: MailboxRights;
}

export interface MailboxRights {
  readonly mayReadItems: boolean;
  readonly mayAddItems: boolean;
  readonly mayRemoveItems: boolean;
  readonly maySetSeen: boolean;
  readonly maySetKeywords: boolean;
  readonly mayCreateChild: boolean;
  readonly mayRename: boolean;
  readonly mayDelete: boolean;
}

/** Where chosen messages are, and where they go. */
export type Place = Pick<Mailbox, 'id' | 'accountId'>;

export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

/** What a line of the list shows: a message, or a conversation by its newest message here. */
export interface EmailRow {
  readonly id: string;
  readonly accountId: string;
  readonly threadId: string;
  readonly mailboxIds: Readonly<Record<string, true>>;
  /** Of a conversation: $seen when all of it is, $flagged when any of it is. */
  readonly keywords: Readonly<Record<string, true>>;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly subject: string | null;
  readonly receivedAt: string;
  readonly preview: string;
  readonly hasAttachment: boolean;
  readonly 'header:Importance:asText': string | null;
  /** The messages that the line stands for, those of this folder. */
  readonly emailIds: readonly string[];
  /** How many messages the whole conversation has. */
  readonly conversationSize: number;
  /** With what was searched between <mark> tags; HTML. */
  readonly snippet?: { readonly subject: string | null; readonly preview: string | null };
}

/** What actions need to know of messages. */
export type Chosen = Pick<EmailRow, 'id' | 'accountId' | 'emailIds' | 'keywords' | 'mailboxIds'>;

export const rowProperties = [
  'id',
  'threadId',
  'mailboxIds',
  'keywords',
  'from',
  'to',
  'subject',
  'receivedAt',
  'preview',
  'hasAttachment',
  'header:Importance:asText',
];

export interface BodyPart {
  readonly partId: string | null;
  readonly blobId: string | null;
  readonly size: number;
  readonly name: string | null;
  readonly type: string;
  readonly disposition: string | null;
  readonly cid: string | null;
}

/** What the reading pane shows. */
export interface Email extends EmailRow {
  readonly blobId: string;
  readonly size: number;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  /** Who sent it, where that is not who wrote it. */
  readonly sender: readonly EmailAddress[] | null;
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly sentAt: string | null;
  readonly textBody: readonly BodyPart[];
  readonly htmlBody: readonly BodyPart[];
  readonly attachments: readonly BodyPart[];
  readonly bodyValues: Readonly<Record<string, { readonly value: string; readonly isTruncated: boolean }>>;
  /** What this server found out about the sender at delivery (RFC 8601); what came with the message is not believed. */
  readonly 'relais:authenticationResults': string | null;
  readonly 'header:Disposition-Notification-To:asText': string | null;
  readonly 'header:List-Id:asText': string | null;
  readonly 'header:Precedence:asText': string | null;
  readonly 'header:Auto-Submitted:asText': string | null;
}

export const emailProperties = [
  ...rowProperties,
  'blobId',
  'size',
  'cc',
  'bcc',
  'replyTo',
  'sender',
  'messageId',
  'inReplyTo',
  'references',
  'sentAt',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
  'relais:authenticationResults',
  'header:Disposition-Notification-To:asText',
  'header:List-Id:asText',
  'header:Precedence:asText',
  'header:Auto-Submitted:asText',
];

/** As its sender marked it (RFC 2156 §5.3.4). */
export function importanceOf(email: Pick<EmailRow, 'header:Importance:asText'>): 'high' | 'normal' | 'low' {
  const said = email['header:Importance:asText']?.trim().toLowerCase();
  return said === 'high' || said === 'low' ? said : 'normal';
}

export function shownName(address: EmailAddress | undefined): string {
  return address === undefined ? '' : (address.name ?? address.email);
}
