import type { Directory } from '../../domain/directory/directory.ts';
import type { Branch, Envelope, RuledChanges } from '../delivery/delivery.ts';
import type { Judgement } from './judge-message.ts';

/** How a message goes on: as one, or in branches for those whom rules want something else for. */
export type Parting =
  | { readonly kind: 'delivered'; readonly ruled: RuledChanges; readonly branches: readonly Branch[] }
  /** All of it is refused or deleted. */
  | { readonly kind: 'ended' }
  /** A rule sends it to people of whom nobody is there. */
  | { readonly kind: 'nobody-left' };

/** Parts of which the rules make the same are one. */
export function partingOf(directory: Directory, envelope: Envelope, judgements: readonly Judgement[]): Parting {
  const ways = joined(judgements.map((judgement) => wayOf(directory, judgement)));
  if (ways.some((way) => way.kind === 'changed' && way.ruled.redirectTo?.length === 0)) return { kind: 'nobody-left' };
  const [main, ...others] = ways.filter((way) => way.kind === 'changed').toSorted(mainFirst(envelope));
  if (main === undefined) return { kind: 'ended' };
  // Whoever gets a blind copy gets one.
  const copied = new Set(main.ruled.blindCopyTo);
  const changed = others.map((way): Branch => {
    const blindCopyTo = way.ruled.blindCopyTo.filter((address) => !copied.has(address));
    for (const address of blindCopyTo) copied.add(address);
    return { ...way, ruled: { ...way.ruled, blindCopyTo } };
  });
  return {
    kind: 'delivered',
    ruled: main.ruled,
    branches: [...changed, ...ways.filter((way) => way.kind !== 'changed')],
  };
}

function wayOf(directory: Directory, { places, fate, text, status, changes }: Judgement): Branch {
  switch (fate) {
    case 'reject':
      return { kind: 'refused', places, text, status };
    case 'delete':
      return { kind: 'deleted', places };
    case 'pass': {
      const ruled = {
        ...changes,
        blindCopyTo: addressesOf(directory, changes.blindCopyTo),
        redirectTo: changes.redirectTo === null ? null : addressesOf(directory, changes.redirectTo),
      };
      return { kind: 'changed', places, ruled };
    }
  }
}

/** What rules name as they name it: those who are gone since have none. */
function addressesOf(directory: Directory, named: readonly string[]): readonly string[] {
  return named.flatMap((one) => {
    if (one.includes('@')) return [one];
    const found = directory.findRecipient(one);
    return (found?.kind === 'contact' ? found.externalEmailAddress : found?.emailAddresses[0]) ?? [];
  });
}

function joined(ways: readonly Branch[]): readonly Branch[] {
  const byOutcome = new Map<string, Branch>();
  for (const way of ways) {
    const { places, ...outcome } = way;
    const key = JSON.stringify(outcome);
    const before = byOutcome.get(key)?.places ?? [];
    byOutcome.set(key, { ...way, places: [...before, ...places].toSorted((one, other) => one - other) });
  }
  return [...byOutcome.values()];
}

/**
 * What the message itself is delivered as: what may be refused for a disclaimer least of all, then what most mailboxes get, since these can
 * refuse it while its sender listens.
 */
function mainFirst({ recipients }: Envelope) {
  const mayRefuse = ({ disclaimers }: RuledChanges): number =>
    Number(disclaimers.some(({ fallback }) => fallback === 'Reject'));
  const mailboxes = (places: readonly number[]): number => places.filter((place) => place < recipients.length).length;
  return (one: Branch & { kind: 'changed' }, other: Branch & { kind: 'changed' }): number =>
    mayRefuse(one.ruled) - mayRefuse(other.ruled) || mailboxes(other.places) - mailboxes(one.places);
}
