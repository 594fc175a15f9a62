import type { Credential } from '@relais/management-contract';

/** What Send-MailMessage hands over; addresses are as written, `Name <local@domain>` or alone. */
export interface OutgoingMail {
  readonly server: string;
  readonly port: number;
  /** TLS with a certificate that is trusted. */
  readonly useSsl: boolean;
  readonly credential: Credential | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  readonly attachments: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly priority: 'Low' | 'Normal' | 'High';
}

/** Gives a message to its server. Whoever embeds the shell decides whether it may. @throws with what the server said. */
export type SendMail = (mail: OutgoingMail, signal: AbortSignal) => Promise<void>;
