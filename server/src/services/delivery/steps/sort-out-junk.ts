import { namedHowClosely } from '../../../domain/automation/junk-entries.ts';
import { type JunkConfiguration, usualJunkConfiguration } from '../../../domain/automation/junk-configuration.ts';
import type { MessageView } from '../automation/message-view.ts';
import type { DeliveryStep, Placement } from './delivery-step.ts';

/** Found by its name, as deliveries find it; where somebody has removed it the inbox takes its place. */
const junkFolder = 'Junk Email';

/**
 * Whether a message is junk to its reader: what was found about it, and above that whom he blocks and trusts. The closer entry
 * counts: an address before its domain. Who is trusted must be who he says (DKIM, SPF, or a server of ours), or anybody could write in his
 * name.
 */
export const sortOutJunk: DeliveryStep = {
  name: 'sort-out-junk',
  beforeContent: false,
  run(placement) {
    const { context, mailbox, message, envelope } = placement;
    placement.isJunk = envelope.isSuspect === true;
    const configuration = context.junk.of(mailbox.guid);
    if (configuration !== usualJunkConfiguration && message !== null)
      placement.isJunk = configuration.enabled && isJunk(placement, message, configuration);
    if (placement.isJunk) placement.folder = junkFolder;
    return null;
  },
};

function isJunk(placement: Placement, message: MessageView, configuration: JunkConfiguration): boolean {
  const { envelope, context } = placement;
  const authors = message.addresses('from', 'sender');
  const closest = (entries: readonly string[], addresses: readonly string[]): number =>
    addresses.reduce((most, address) => Math.max(most, namedHowClosely(entries, address)), 0);
  const blocked = closest(configuration.blockedSenders, [...authors, envelope.sender]);
  const trusted = isWhoHeSays(placement) ? closest(configuration.trustedSenders, authors) : 0;
  if (blocked > trusted) return true;
  if (trusted > 0) return false;
  if (isOurs(placement)) return envelope.isSuspect === true;
  const isTrusted =
    closest(configuration.trustedRecipients, message.addresses('to', 'cc')) > 0 ||
    (configuration.contactsTrusted &&
      isWhoHeSays(placement) &&
      authors.some((address) => context.directory.findRecipient(address)?.kind === 'contact'));
  if (isTrusted) return false;
  return envelope.isSuspect === true || configuration.trustedListsOnly;
}

/** Nobody has looked at what came from internal servers, which are believed. */
function isWhoHeSays({ envelope }: Placement): boolean {
  return envelope.backedBy !== null;
}

function isOurs({ envelope: { authenticatedAs, outbound, isOurs: isSaid } }: Placement): boolean {
  return authenticatedAs !== null || outbound?.isRelay === true || isSaid === true;
}
