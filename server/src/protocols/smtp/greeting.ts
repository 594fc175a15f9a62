import type { Reply } from '@relais/smtp-codec';
import { formatDate } from '@relais/mime';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';

/** The banner: the connector's own words, or Exchange's (reference §2.1). */
export function greeting({ Banner, Fqdn }: ReceiveConnector, now: number): Reply {
  // A Banner begins with 220, which the reply has itself.
  const own = Banner?.replace(/^220[ -]?/, '').trim();
  return { code: 220, text: own ? own : `${Fqdn} Microsoft ESMTP MAIL Service ready at ${formatDate(new Date(now))}` };
}
