import type { SystemScope } from '../../storage/system-scope.ts';

/** Which mailboxes may have folders open to whom. Reads are from memory; writes resolve when durable. */
export interface FolderGrants {
  /** By grantee (a mailbox, a group, `anyone`): guids of owners whose folders' lists name him, or once did. */
  readonly byGrantee: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Called with a grantee whom the folders of one more owner may be open to, named on this node or on another; call the
   * result to stop.
   */
  onGrant(listener: (grantee: string) => void): () => void;
  /** To be called before the right itself is written, so that a right that exists is always found. */
  note(owner: string, grantee: string): Promise<void>;
  /** Both as owner and as grantee. */
  forget(mailbox: string): Promise<void>;
}

/** @param scope the system scope, migrated with `sharingMigrations` */
export async function openFolderGrants(scope: SystemScope): Promise<FolderGrants> {
  const owners = new Map<string, Set<string>>();
  const listeners = new Set<(grantee: string) => void>();
  const tell = (grantee: string): void => {
    for (const listener of listeners) listener(grantee);
  };
  const put = (owner: string, grantee: string): void => {
    const known = owners.get(grantee);
    if (known === undefined) owners.set(grantee, new Set([owner]));
    else known.add(owner);
  };
  await scope.keep(['folder_grants'], async (reader) => {
    const rows = await reader.all<{ grantee: string; owner: string }>('SELECT grantee, owner FROM folder_grants');
    const before = new Map(owners);
    owners.clear();
    for (const { owner, grantee } of rows) put(owner, grantee);
    for (const grantee of new Set(
      rows.filter((row) => !before.get(row.grantee)?.has(row.owner)).map((row) => row.grantee),
    ))
      tell(grantee);
  });

  return {
    byGrantee: owners,

    onGrant(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async note(owner, grantee) {
      if (owners.get(grantee)?.has(owner)) return;
      await scope.write(async (writer) => {
        await writer.run(
          'INSERT INTO folder_grants (grantee, owner) VALUES (?, ?) ON CONFLICT (grantee, owner) DO NOTHING',
          grantee,
          owner,
        );
        writer.onCommit(() => {
          put(owner, grantee);
          tell(grantee);
        });
      });
    },

    forget: (mailbox) =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM folder_grants WHERE grantee = ? OR owner = ?', mailbox, mailbox);
        writer.onCommit(() => {
          owners.delete(mailbox);
          for (const of of owners.values()) of.delete(mailbox);
        });
      }),
  };
}
