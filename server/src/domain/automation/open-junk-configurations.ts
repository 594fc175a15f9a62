import type { SystemScope } from '../../storage/system-scope.ts';
import { type JunkConfiguration, type JunkConfigurations, usualJunkConfiguration } from './junk-configuration.ts';
import { checkedJunkLists } from './junk-entries.ts';

/** @returns all junk configurations; `scope` is the system's, migrated with `automationMigrations`. */
export async function openJunkConfigurations(scope: SystemScope): Promise<JunkConfigurations> {
  const byMailbox = new Map<string, JunkConfiguration>();
  await scope.keepRows<{ mailbox: string; record: string }>({
    table: 'junk_configuration',
    key: 'mailbox',
    columns: ['record'],
    known: () => byMailbox.keys(),
    apply(changed, gone) {
      for (const mailbox of gone) byMailbox.delete(mailbox);
      for (const { mailbox, record } of changed)
        byMailbox.set(mailbox, { ...usualJunkConfiguration, ...(JSON.parse(record) as Partial<JunkConfiguration>) });
    },
  });
  const of = (mailbox: string): JunkConfiguration => byMailbox.get(mailbox) ?? usualJunkConfiguration;
  return {
    of,
    set: (mailbox, change) =>
      scope.write(async (writer) => {
        const before = of(mailbox);
        const configuration = checkedJunkLists({
          ...before,
          ...(typeof change === 'function' ? change(before) : change),
        });
        const record = JSON.stringify(configuration);
        await writer.run('DELETE FROM junk_configuration WHERE mailbox = ?', mailbox);
        await writer.run('INSERT INTO junk_configuration (mailbox, record) VALUES (?, ?)', mailbox, record);
        writer.onCommit(() => void byMailbox.set(mailbox, configuration));
        return configuration;
      }),
    remove: (mailbox) =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM junk_configuration WHERE mailbox = ?', mailbox);
        writer.onCommit(() => void byMailbox.delete(mailbox));
      }),
  };
}
