import type { ChangeSignal } from '../../storage/change-signal.ts';
import type { Migration } from '../../storage/migrations.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { annotationLimits, type AnnotationChanges, type Annotations } from './annotations.ts';

/** Annotations of the server that all its users see (RFC 5464 §6.2.1), in the system's scope. */
export const serverAnnotationMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'shared annotations of the server',
    statements: ({ types }) => [
      `CREATE TABLE server_annotations (entry ${types.name} NOT NULL PRIMARY KEY, value ${types.bytes} NOT NULL)`,
    ],
  },
];

export interface ServerAnnotations {
  read(): Promise<Annotations>;
  /** All or none; who may is asked before. 'too-many': nothing was changed. */
  write(changes: AnnotationChanges): Promise<'written' | 'too-many'>;
  /** Called after they were changed, on whatever node; call the result to stop. */
  onChange(listener: () => void): () => void;
}

/** What is said of an account's changes is said of these under a name that no account has. */
const signalled = 'server-annotations';

export function serverAnnotations(scope: Scope, ready: () => Promise<void>, changed: ChangeSignal): ServerAnnotations {
  return {
    async read() {
      await ready();
      const rows = await scope.read(
        async (reader) =>
          await reader.all<{ entry: string; value: Uint8Array }>(
            'SELECT entry, value FROM server_annotations ORDER BY entry',
          ),
      );
      return new Map(rows.map(({ entry, value }) => [entry, value]));
    },
    async write(changes) {
      await ready();
      return await scope
        .write(async (writer) => {
          for (const [entry, value] of changes) {
            await writer.run('DELETE FROM server_annotations WHERE entry = ?', entry);
            if (value !== null)
              await writer.run('INSERT INTO server_annotations (entry, value) VALUES (?, ?)', entry, value);
          }
          const row = await writer.get<{ count: number }>('SELECT count(*) AS count FROM server_annotations');
          if (Number(row?.count ?? 0) > annotationLimits.ofAccount) throw new TooManyAnnotations();
          writer.onCommit(() => changed.publish({ accountId: signalled, folderId: null, modSeq: 0 }));
          return 'written' as const;
        })
        .catch((error: unknown) => {
          if (error instanceof TooManyAnnotations) return 'too-many' as const;
          throw error;
        });
    },
    onChange: (listener) => changed.subscribe(signalled, listener),
  };
}

/** Undoes the transaction. */
class TooManyAnnotations extends Error {}
