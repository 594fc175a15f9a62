import type { LineEndFault, Reply } from '@relais/smtp-codec';
import type { ContentIntake } from './content-intake.ts';
import type { Session } from './session.ts';
import type { Transaction } from './session-state.ts';

/**
 * The content is complete: the reply to it. LMTP has one for each RCPT that was accepted, in their order and also for an
 * address that was named twice (RFC 2033 §4.2); they are said here, and `null` is given.
 */
export async function endContent(
  session: Session,
  intake: ContentIntake,
  transaction: Transaction,
  fault: LineEndFault | null,
): Promise<Reply | null> {
  if (!session.connector.Lmtp) return intake.finish(fault);
  for (const reply of await intake.finishEach(fault, transaction.accepted)) session.reply(reply);
  return null;
}
