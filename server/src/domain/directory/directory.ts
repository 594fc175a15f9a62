/** A mailbox of a person or team, as administrators see it. */
export interface Mailbox {
  /** The account's id: a GUID, also the name of its file. */
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly samAccountName: string;
  readonly kind: 'user' | 'shared';
  /** Lower-case; the first is the primary SMTP address. */
  readonly emailAddresses: readonly string[];
  readonly popEnabled: boolean;
  readonly imapEnabled: boolean;
  readonly owaEnabled: boolean;
  readonly smtpAuthEnabled: boolean;
  /** Disabled accounts can neither sign in nor receive. */
  readonly enabled: boolean;
  readonly prohibitSendReceiveQuotaBytes: number | null;
  readonly issueWarningQuotaBytes: number | null;
  readonly prohibitSendQuotaBytes: number | null;
  readonly maxSendSizeBytes: number | null;
  readonly maxReceiveSizeBytes: number | null;
  readonly hiddenFromAddressLists: boolean;
  readonly forwardingSmtpAddress: string | null;
  readonly deliverToMailboxAndForward: boolean;
  readonly language: 'en' | 'fr' | null;
  /** Names of role groups: `Organization Management`. */
  readonly roleGroups: readonly string[];
  readonly whenCreated: number;
  readonly whenChanged: number;
  /** What Set-CASMailbox and others keep beside; by Exchange's property name, JSON values. */
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

export interface AcceptedDomain {
  readonly guid: string;
  readonly name: string;
  /** Lower-case, A-labels. */
  readonly domainName: string;
  readonly domainType: 'Authoritative' | 'InternalRelay' | 'ExternalRelay';
  readonly isDefault: boolean;
}

export type RecipientResolution =
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox }
  /** The domain is ours and nobody has this address. */
  | { readonly kind: 'unknown-user' }
  | { readonly kind: 'other-domain' };

/** Who exists and which addresses are theirs. Reads are from memory, kept current; writes resolve when durable. */
export interface Directory {
  readonly organizationName: string;
  /** By user name, alias, UPN, any address, `DOMAIN\user`, name or GUID; without case. */
  findMailbox(identity: string): Mailbox | null;
  /** For signing in: UPN, any address, alias, `DOMAIN\user`. */
  findLogin(userName: string): Mailbox | null;
  resolveRecipient(address: string): RecipientResolution;
  mailboxes(): readonly Mailbox[];
  /** @throws DirectoryError when a name or address is taken or invalid. `passwordHash` null: cannot sign in. */
  createMailbox(mailbox: NewMailbox, passwordHash: string | null): Promise<Mailbox>;
  updateMailbox(guid: string, change: Partial<Omit<Mailbox, 'guid' | 'whenCreated' | 'whenChanged'>>): Promise<Mailbox>;
  removeMailbox(guid: string): Promise<void>;
  setPasswordHash(guid: string, passwordHash: string | null): Promise<void>;
  /** PHC string, or `null` when there is none. */
  passwordHash(guid: string): Promise<string | null>;
  acceptedDomains(): readonly AcceptedDomain[];
  createAcceptedDomain(domain: Omit<AcceptedDomain, 'guid'>): Promise<AcceptedDomain>;
  updateAcceptedDomain(guid: string, change: Partial<Omit<AcceptedDomain, 'guid'>>): Promise<AcceptedDomain>;
  removeAcceptedDomain(guid: string): Promise<void>;
}

export interface NewMailbox {
  readonly name: string;
  readonly alias: string;
  readonly displayName?: string;
  readonly userPrincipalName: string;
  readonly primarySmtpAddress: string;
  readonly kind?: 'user' | 'shared';
  readonly roleGroups?: readonly string[];
}

export type DirectoryErrorCode =
  | 'address-taken'
  | 'name-taken'
  | 'address-invalid'
  | 'domain-not-accepted'
  | 'not-found'
  | 'in-use';

export class DirectoryError extends Error {
  readonly code: DirectoryErrorCode;
  /** The message in French. */
  readonly french: string;
  constructor(code: DirectoryErrorCode, message: string, french = message) {
    super(message);
    this.name = 'DirectoryError';
    this.code = code;
    this.french = french;
  }
}
