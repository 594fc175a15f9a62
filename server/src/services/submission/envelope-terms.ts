import { readNotify, readOriginalRecipient } from '@relais/smtp-codec';
import type { EnvelopeAddress, SubmissionEnvelope } from '../../domain/personal/submission.ts';
import type { NewRecipient } from '../../domain/queue/queued-message.ts';

/**
 * A recipient of a submission, with what its RCPT parameters ask of reports (RFC 8621 §7, RFC 3461 §4); others are left out.
 * @throws SmtpSyntaxError for NOTIFY or ORCPT as no server would take them.
 */
export function submittedRecipient({
  email,
  parameters,
}: EnvelopeAddress): NewRecipient & { readonly submitted: string } {
  const notify = parameter(parameters, 'NOTIFY');
  const original = parameter(parameters, 'ORCPT');
  return {
    address: email,
    notify: notify === undefined ? null : readNotify(notify),
    originalRecipient: original === undefined ? null : readOriginalRecipient(original),
    submitted: email,
  };
}

/** RET of the sender's parameters; `null`: not said, or said otherwise. */
export function returnedPart({ mailFrom }: Pick<SubmissionEnvelope, 'mailFrom'>): 'FULL' | 'HDRS' | null {
  const ret = parameter(mailFrom.parameters, 'RET')?.toUpperCase();
  return ret === 'FULL' || ret === 'HDRS' ? ret : null;
}

function parameter(parameters: EnvelopeAddress['parameters'], name: string): string | undefined {
  for (const [one, value] of Object.entries(parameters ?? {})) if (one.toUpperCase() === name) return value ?? '';
  return undefined;
}
