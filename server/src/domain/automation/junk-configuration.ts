/** Exchange's MailboxJunkEmailConfiguration: what one person wants done about unwanted mail. */
export interface JunkConfiguration {
  /** False: nothing of his goes to Junk Email by itself. */
  readonly enabled: boolean;
  /** Addresses and domains, as `junkEntry` writes them. */
  readonly trustedSenders: readonly string[];
  readonly blockedSenders: readonly string[];
  /** Addresses and domains that mail is written to: mailing lists. */
  readonly trustedRecipients: readonly string[];
  /** Whether mail contacts of the organization count as trusted senders. */
  readonly contactsTrusted: boolean;
  /** Whether mail of everybody outside who is not trusted is junk. */
  readonly trustedListsOnly: boolean;
}

export const usualJunkConfiguration: JunkConfiguration = {
  enabled: true,
  trustedSenders: [],
  blockedSenders: [],
  trustedRecipients: [],
  contactsTrusted: false,
  trustedListsOnly: false,
};

/** Of each list. */
export const mostJunkEntries = 1024;

/** The junk configurations of all mailboxes, in memory. */
export interface JunkConfigurations {
  /** `usualJunkConfiguration` where nobody has set one. */
  of(mailbox: string): JunkConfiguration;
  /** @throws DirectoryError for what is neither an address nor a domain, for an entry in both lists, and for too many. */
  set(
    mailbox: string,
    change: Partial<JunkConfiguration> | ((before: JunkConfiguration) => Partial<JunkConfiguration>),
  ): Promise<JunkConfiguration>;
  /** With the mailbox. */
  remove(mailbox: string): Promise<void>;
}
