import { resolve } from 'node:path';
import { exportMailbox } from '../../services/archive/export-mailbox.ts';
import { importMailbox } from '../../services/archive/import-mailbox.ts';
import { type Command, UsageError } from '../command.ts';
import { type OpenData, openData } from '../open-data.ts';
import { openDatabase } from '../open-database.ts';
import { parseOptions } from '../parse-options.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { copiesOf, mustStayAsItIs } from '../untouched-data.ts';

export const exportCommand: Command = {
  help: `usage: relais export --data DIR --mailbox IDENTITY --to TARGET
       relais export --database URL --mailbox IDENTITY --to TARGET

Writes every folder of a mailbox into TARGET (new or empty) as Maildir: the very bytes that came in, flags in the file
names, arrival as the file's time. The server must not be running on DIR; beside a running one, export from a copy made
by \`relais backup\`. Servers on a database (postgres://…) may run.`,
  async run(args) {
    const { values } = parseOptions(
      args,
      {
        data: { type: 'string' },
        database: { type: 'string' },
        mailbox: { type: 'string' },
        to: { type: 'string' },
      },
      'export',
    );
    if (values.mailbox === undefined) throw new UsageError('--mailbox IDENTITY is missing: an address, alias or name');
    if (values.to === undefined) throw new UsageError('--to TARGET is missing: where the Maildir goes');
    refuseBoth(values);
    const directory = resolve(values.data ?? 'data');
    if (values.database === undefined && (await mustStayAsItIs(directory))) {
      for await (const { data } of copiesOf(directory, values.mailbox))
        await exportFrom(data, values.mailbox, values.to);
      return 0;
    }
    const data = values.database === undefined ? await openData(directory) : await openDatabase(values.database);
    try {
      await exportFrom(data, values.mailbox, values.to);
    } finally {
      await data.close();
    }
    return 0;
  },
};

function refuseBoth(values: { readonly data?: string | undefined; readonly database?: string | undefined }): void {
  if (values.data !== undefined && values.database !== undefined)
    throw new UsageError('--data names files, --database a PostgreSQL: give the one where the mail is');
}

async function exportFrom(data: OpenData, identity: string, to: string): Promise<void> {
  const mailbox = data.mailbox(identity);
  const store = await data.mail.account(mailbox.guid);
  const folders = new Map<string, number>();
  using stop = stopOnSignals();
  for await (const { folder, messages, total } of exportMailbox(store, resolve(to), stop.signal)) {
    folders.set(folder, messages);
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${folder}: ${messages} of ${total}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  for (const [folder, items] of folders)
    await data.note(mailbox, { operation: 'FolderBind', folder, items, detail: 'export' });
  console.log(`relais: exported ${total(folders)} messages in ${folders.size} folders to ${resolve(to)}`);
}

export const importCommand: Command = {
  help: `usage: relais import --data DIR --mailbox IDENTITY --from SOURCE [--folder NAME]
       relais import --database URL --mailbox IDENTITY --from SOURCE [--folder NAME]

SOURCE is a Maildir tree (its folders, flags and dates are kept), an mbox file or a single message (NAME.eml); the
latter two, and messages at the top of a Maildir, go into --folder (default INBOX), which is made when missing. What the
folder holds already (the same bytes, come in the same second) is left alone: an import that was stopped or killed goes on
when it is started again. The server must not be running on DIR; servers on a database (postgres://…) may run, and mail
programs see what comes in.`,
  async run(args) {
    const { values } = parseOptions(
      args,
      {
        data: { type: 'string' },
        database: { type: 'string' },
        mailbox: { type: 'string' },
        from: { type: 'string' },
        folder: { type: 'string' },
      },
      'import',
    );
    if (values.mailbox === undefined) throw new UsageError('--mailbox IDENTITY is missing: an address, alias or name');
    if (values.from === undefined)
      throw new UsageError('--from SOURCE is missing: a Maildir, an mbox file or a message');
    refuseBoth(values);
    const data =
      values.database === undefined
        ? await openData(resolve(values.data ?? 'data'))
        : await openDatabase(values.database);
    const came = new Map<string, number>();
    let known = 0;
    let last = '';
    using stop = stopOnSignals();
    try {
      const mailbox = data.mailbox(values.mailbox);
      const store = await data.mail.account(mailbox.guid);
      try {
        for await (const one of importMailbox(store, resolve(values.from), values.folder ?? 'INBOX')) {
          last = one.file;
          if (one.isNew) came.set(one.folder, (came.get(one.folder) ?? 0) + 1);
          else known += 1;
          const count = total(came) + known;
          if (process.stderr.isTTY && count % 50 === 0)
            process.stderr.write(`\r\x1b[K${count} messages, ${one.folder}, ${one.file}`);
          // After a message, so that all that is counted is whole and on the disk.
          stop.signal.throwIfAborted();
        }
      } finally {
        for (const [folder, items] of came)
          await data.note(mailbox, { operation: 'Create', folder, items, detail: 'import' });
      }
    } catch (error) {
      if (last === '') throw error;
      throw new Error(
        `${(error as Error).message} What came in stays, the last of it from ${last}: the same import once more goes on from ` +
          'there, and brings nothing twice.',
        { cause: error },
      );
    } finally {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      const already = known === 0 ? '' : `, ${known} were there already`;
      console.log(`relais: imported ${total(came)} messages${already}`);
      await data.close();
    }
    return 0;
  },
};

function total(folders: ReadonlyMap<string, number>): number {
  return [...folders.values()].reduce((sum, count) => sum + count, 0);
}
