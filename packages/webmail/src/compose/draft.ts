/** What stands in the compose pane. */
export interface Draft {
  /** Names it in this browser, also before it is saved. */
  readonly key: string;
  /** The Email that holds it in Drafts; `null` before the first save. */
  readonly emailId: string | null;
  /** What it says when it is opened is not on the server, or not all of it: it is saved without a further change. */
  readonly isUnsaved?: true;
  /** Whom it is from; `null`: the first identity. */
  readonly identityId: string | null;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly format: 'html' | 'text';
  /** In `html` format: what was written, without the quote. */
  readonly html: string;
  /** The same as plain text; in `text` format all there is. */
  readonly text: string;
  /** The answered or forwarded message as HTML, sanitised; empty: none, or it was removed. */
  readonly quote: string;
  readonly attachments: readonly DraftAttachment[];
  readonly importance: 'low' | 'normal' | 'high';
  readonly wantsReceipt: boolean;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** The answered or forwarded message, marked when the answer is sent. */
  readonly answers: {
    readonly emailId: string;
    /** Missing in drafts that a browser kept before there were others than one's own. */
    readonly accountId?: string;
    readonly keyword: '$answered' | '$forwarded';
  } | null;
}

export interface DraftAttachment {
  readonly blobId: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Of a picture in the text. */
  readonly cid?: string;
}

const blank: Omit<Draft, 'key'> = {
  emailId: null,
  identityId: null,
  to: '',
  cc: '',
  bcc: '',
  subject: '',
  format: 'html',
  html: '',
  text: '',
  quote: '',
  attachments: [],
  importance: 'normal',
  wantsReceipt: false,
  inReplyTo: [],
  references: [],
  answers: null,
};

export function newDraft(part: Partial<Draft> = {}): Draft {
  return { ...blank, key: crypto.randomUUID(), ...part };
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Plain text as paragraphs. */
export function textAsHtml(text: string): string {
  return text
    .split('\n')
    .map((line) => `<p>${line === '' ? '<br>' : escapeHtml(line)}</p>`)
    .join('');
}
