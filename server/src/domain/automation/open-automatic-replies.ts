import type { SystemScope } from '../../storage/system-scope.ts';
import { DirectoryError } from '../directory/directory.ts';
import { requireLines, requireOneLine } from '../directory/one-line.ts';
import { type AutomaticReplies, type AutomaticReply, noAutomaticReply } from './automatic-reply.ts';

/** @returns all automatic replies; `scope` is the system's, migrated with `automationMigrations`. */
export async function openAutomaticReplies(scope: SystemScope): Promise<AutomaticReplies> {
  const byMailbox = new Map<string, AutomaticReply>();
  const listeners = new Set<(mailbox: string) => void>();
  const tell = (mailbox: string): void => {
    for (const listener of listeners) listener(mailbox);
  };
  await scope.keepRows<{ mailbox: string; record: string }>({
    table: 'automatic_reply',
    key: 'mailbox',
    columns: ['record'],
    known: () => byMailbox.keys(),
    apply(changed, gone) {
      for (const mailbox of gone) byMailbox.delete(mailbox);
      for (const { mailbox, record } of changed)
        byMailbox.set(mailbox, { ...noAutomaticReply, ...(JSON.parse(record) as Partial<AutomaticReply>) });
      for (const mailbox of [...gone, ...changed.map((row) => row.mailbox)]) tell(mailbox);
    },
  });
  const of = (mailbox: string): AutomaticReply => byMailbox.get(mailbox) ?? noAutomaticReply;
  return {
    of,
    set: (mailbox, change) =>
      scope.write(async (writer) => {
        const reply = { ...of(mailbox), ...change };
        refuseBackwards(reply);
        if (typeof change.subject === 'string') requireOneLine('Subject', change.subject);
        requireLines('InternalMessage', change.internalMessage ?? '');
        requireLines('ExternalMessage', change.externalMessage ?? '');
        await writer.run('DELETE FROM automatic_reply WHERE mailbox = ?', mailbox);
        await writer.run('INSERT INTO automatic_reply (mailbox, record) VALUES (?, ?)', mailbox, JSON.stringify(reply));
        await writer.run(`DELETE FROM sent_notice WHERE mailbox = ? AND kind = 'automatic-reply'`, mailbox);
        writer.onCommit(() => {
          byMailbox.set(mailbox, reply);
          tell(mailbox);
        });
        return reply;
      }),
    remove: (mailbox) =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM automatic_reply WHERE mailbox = ?', mailbox);
        await writer.run('DELETE FROM sent_notice WHERE mailbox = ?', mailbox);
        writer.onCommit(() => void byMailbox.delete(mailbox));
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function refuseBackwards({ state, startTime, endTime }: AutomaticReply): void {
  if (state !== 'Scheduled' || startTime === null || endTime === null || startTime < endTime) return;
  throw new DirectoryError(
    'address-invalid',
    'The end time of the automatic replies must be after their start time.',
    'La fin des réponses automatiques doit suivre leur début.',
  );
}
