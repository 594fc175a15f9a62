import type { RemoteDomains } from '../../domain/configuration/remote-domains.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import type { SendResult } from './send-result.ts';

export interface LeavingRules {
  /** RFC 5321 §6.3. */
  readonly hopCount: number;
  /** What may go to other domains by itself; absent: everything. */
  readonly remoteDomains: Pick<RemoteDomains, 'of'> | undefined;
}

/** What is known to fail before any server is asked: of all its recipients, or of some. `null`: nothing. */
export function refusedAsItIs(
  { message, recipients }: QueuedJob,
  { MaxMessageSize }: SendConnector,
  { hopCount, remoteDomains }: LeavingRules,
): readonly SendResult[] | null {
  const all = (status: string, response: string): readonly SendResult[] =>
    recipients.map(({ number }) => ({ number, kind: 'failed', status, response }));
  if (message.received > hopCount)
    return all(
      '5.4.6',
      `554 5.4.6 Hop count exceeded - possible mail loop: the message has passed ${message.received} servers`,
    );
  if ('bytes' in MaxMessageSize && message.sizeBytes > MaxMessageSize.bytes)
    return all(
      '5.3.4',
      `552 5.3.4 the message has ${message.sizeBytes} bytes; the send connector takes ${MaxMessageSize.bytes}`,
    );
  // Set-RemoteDomain -AutoReplyEnabled is about what programs of users answer; AllowedOOFType is about our own answers.
  const isOurs = message.source === 'DSN' || (message.source === 'STOREDRIVER' && message.sender === '');
  if (message.isAutomaticReply !== true || isOurs || remoteDomains === undefined) return null;
  const refused = recipients.filter(({ address }) => remoteDomains.of(address).autoReplyEnabled === false);
  if (refused.length === 0) return null;
  const status = '5.7.1';
  const response = `550 ${status} automatic replies to that domain are switched off here`;
  return refused.map(({ number }) => ({ number, kind: 'failed', status, response }));
}
