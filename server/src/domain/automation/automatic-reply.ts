/** Exchange's MailboxAutoReplyConfiguration. */
export interface AutomaticReply {
  readonly state: 'Disabled' | 'Enabled' | 'Scheduled';
  /** Milliseconds since 1970; they count when `state` is 'Scheduled'. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  /** HTML, as Exchange keeps it; plain text is as good. Empty: nobody inside is answered. */
  readonly internalMessage: string;
  readonly externalMessage: string;
  /** Who outside is answered; 'Known': those who are mail contacts here. */
  readonly externalAudience: 'None' | 'Known' | 'All';
  /** `null`: "Automatic reply: " and the subject of the message. */
  readonly subject: string | null;
}

export const noAutomaticReply: AutomaticReply = {
  state: 'Disabled',
  startTime: null,
  endTime: null,
  internalMessage: '',
  externalMessage: '',
  externalAudience: 'All',
  subject: null,
};

/** Whether replies go out at `now`. */
export function isActive({ state, startTime, endTime }: AutomaticReply, now: number): boolean {
  switch (state) {
    case 'Disabled':
      return false;
    case 'Enabled':
      return true;
    case 'Scheduled':
      return (startTime === null || startTime <= now) && (endTime === null || now < endTime);
  }
}

/** The automatic replies of all mailboxes, in memory. */
export interface AutomaticReplies {
  /** `noAutomaticReply` where nobody has set one. */
  of(mailbox: string): AutomaticReply;
  /** A change of anything lets everybody be answered anew. @throws DirectoryError when the end is not after the start. */
  set(mailbox: string, change: Partial<AutomaticReply>): Promise<AutomaticReply>;
  /** With the mailbox. */
  remove(mailbox: string): Promise<void>;
  /** Called with the mailbox after each change; the result stops it. */
  onChange(listener: (mailbox: string) => void): () => void;
}
