import { type ByteSize, Unlimited } from '@relais/management-contract';
import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';

type Settings = Pick<SettingsStore, 'effective'>;

/** Set-TransportConfig -MaxSendSize, or what the user's own mailbox says instead (reference §2.3). */
export function mostFromUser(settings: Settings, user: Pick<Mailbox, 'maxSendSizeBytes'>): number {
  return user.maxSendSizeBytes ?? bytes(settings.effective(transportSettings).MaxSendSize);
}

/** -MaxReceiveSize, for mail of strangers; each mailbox that has a limit of its own looks itself. */
export function mostFromStranger(
  settings: Settings,
  recipients: readonly Pick<Mailbox, 'maxReceiveSizeBytes'>[],
): number {
  const all = recipients.length > 0 && recipients.every(({ maxReceiveSizeBytes }) => maxReceiveSizeBytes !== null);
  return all ? Infinity : bytes(settings.effective(transportSettings).MaxReceiveSize);
}

/** -MaxRecipientEnvelopeLimit, for mail of users, or what Set-Mailbox -RecipientLimits says of one (reference §2.3). */
export function mostRecipients(settings: Settings, user: Pick<Mailbox, 'otherProperties'>): number {
  const { RecipientLimits: own } = user.otherProperties;
  if (typeof own === 'number') return own;
  const { MaxRecipientEnvelopeLimit: limit } = settings.effective(transportSettings);
  return limit instanceof Unlimited ? Infinity : limit;
}

function bytes(size: ByteSize | Unlimited): number {
  return size instanceof Unlimited ? Infinity : size.bytes;
}
