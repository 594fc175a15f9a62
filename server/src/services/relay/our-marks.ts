import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { DkimConfigs } from '../../domain/queue/dkim-configs.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { isWrittenHere } from '../../domain/queue/written-here.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { arcSeal } from './arc-seal.ts';
import { dkimSignature } from './dkim-signature.ts';
import type { SenderRewriting } from './sender-rewriting.ts';
import type { LeavingContent } from './leaving-content.ts';

/** What mail that leaves shows of who sent it on. */
export interface MarkParts {
  readonly directory: Directory;
  readonly clock: Clock;
  /** Keys to sign with; absent: nothing is signed. */
  readonly dkim?: Pick<DkimConfigs, 'list'>;
  readonly transport?: () => Pick<TransportSettings, 'ArcSealingEnabled' | 'SenderRewritingEnabled'>;
  /** For senders of forwarded mail; absent: they go out as they are. */
  readonly rewriting?: SenderRewriting;
}

/** Signatures of ours: of the author's domain, and a seal where mail from outside goes on. */
export async function ourSignatures(
  { directory, clock, dkim, transport }: MarkParts,
  { queue: from, message }: LeavingContent,
): Promise<string | null> {
  const keys = dkim?.list() ?? [];
  // Whoever writes to one who forwards would have our signature under an author of ours that he made up.
  const signature = isWrittenHere(message) ? await dkimSignature(from, message, keys, clock.now()) : null;
  const own = ownDomain(directory);
  const key = keys.find(({ enabled, domain }) => enabled && domain === own);
  const seals = transport?.().ArcSealingEnabled === true && isForwarded(message) && key !== undefined;
  const seal = seals ? await arcSeal(from, message, key, clock.now()) : null;
  return signature === null && seal === null ? null : `${seal ?? ''}${signature ?? ''}`;
}

/** With the sender that other servers are told. */
export function withLeavingSender(parts: MarkParts, message: QueuedMessage): QueuedMessage {
  const own = ownDomain(parts.directory);
  const rewrites = parts.transport?.().SenderRewritingEnabled === true && parts.rewriting !== undefined;
  if (!rewrites || own === null || message.sender === '' || !isForwarded(message)) return message;
  if (parts.directory.resolveRecipient(message.sender).kind !== 'other-domain') return message;
  return { ...message, sender: parts.rewriting?.rewrite(message.sender, own, parts.clock.now()) ?? message.sender };
}

/** From outside, and not handed over by somebody who may relay: a forward. */
function isForwarded({ authenticatedAs, isRelay, source }: QueuedMessage): boolean {
  return authenticatedAs === null && isRelay !== true && source !== 'DSN';
}

function ownDomain(directory: Directory): string | null {
  return (
    directory
      .acceptedDomains()
      .find(({ isDefault }) => isDefault)
      ?.domainName.toLowerCase() ?? null
  );
}
