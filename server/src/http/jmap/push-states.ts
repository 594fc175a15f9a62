import type { AccountIndex, IndexedType } from './mail/account-index.ts';
import type { JmapParts } from './jmap-parts.ts';

const indexedTypes: readonly IndexedType[] = ['Email', 'Mailbox', 'Thread', 'EmailDelivery'];

/** The states of an account that are pushed (RFC 8620 §7.1), and when one may be another. */
export interface PushStates {
  current(): Promise<Readonly<Record<string, string>>>;
  onChange(listener: () => void): () => void;
}

export function pushStates(index: AccountIndex, accountId: string, { submissions }: JmapParts): PushStates {
  return {
    async current() {
      await index.sync();
      return {
        ...Object.fromEntries(indexedTypes.map((type) => [type, index.state(type)])),
        EmailSubmission: String(await submissions.state(accountId)),
      };
    },
    onChange(listener) {
      const stops = [
        index.onChange(listener),
        submissions.onChange((mailbox) => {
          if (mailbox === accountId) listener();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Only the wanted types; `null`: all. */
export function statesOf(
  states: Readonly<Record<string, string>>,
  types: ReadonlySet<string> | null,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(states).filter(([type]) => types === null || types.has(type)));
}

/** What is another in `now`. */
export function changedStates(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(now).filter(([type, state]) => before[type] !== state));
}
