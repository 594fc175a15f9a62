import { resolve } from 'node:path';
import { type BackedUpFile, backupData, restoreData } from '../../storage/embedded/backup-data.ts';
import { markBackup } from '../../storage/embedded/backup-in-progress.ts';
import { type Command, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { noteBackedUp } from '../settle-backed-up.ts';
import { stopOnSignals } from '../stop-on-signals.ts';

export const backup: Command = {
  help: `usage: relais backup --data DIR --to TARGET

Copies everything in DIR into TARGET, which must be new or empty: each database as one consistent state of its own, so a
running server need not stop. The copy is itself a data directory: \`relais verify --data TARGET\` checks it,
\`relais serve --data TARGET\` starts from it, \`relais restore\` puts it back. It holds mail, password hashes and keys:
keep it as safe as the original. \`Get-MailboxDatabase -Status\` shows as LastFullBackup when the last one began.`,
  async run(args) {
    const { values } = parseOptions(args, { data: { type: 'string' }, to: { type: 'string' } }, 'backup');
    if (values.to === undefined) throw new UsageError('--to TARGET is missing: where the copy goes');
    const [data, target] = [resolve(values.data ?? 'data'), resolve(values.to)];
    const began = new Date();
    await using _mark = await markBackup(data);
    const exitCode = await report((signal) => backupData(data, target, signal), 'backed up', target);
    // The backup is whole, whatever comes of telling about it.
    await noteBackedUp(data, began).catch((error: Error) =>
      console.error(`relais: Get-MailboxDatabase -Status will not show this backup: ${error.message}`),
    );
    return exitCode;
  },
};

export const restore: Command = {
  help: `usage: relais restore --from BACKUP --data DIR

Copies a backup into DIR, which must be new or empty: nothing is ever overwritten. To go back to a backup, stop the
server, move the old directory away, and restore into its name.`,
  async run(args) {
    const { values } = parseOptions(args, { data: { type: 'string' }, from: { type: 'string' } }, 'restore');
    if (values.from === undefined)
      throw new UsageError('--from BACKUP is missing: the directory that `relais backup` made');
    const [from, target] = [resolve(values.from), resolve(values.data ?? 'data')];
    return await report((signal) => restoreData(from, target, signal), 'restored', target);
  },
};

async function report(
  copy: (signal: AbortSignal) => AsyncIterable<BackedUpFile>,
  done: string,
  target: string,
): Promise<number> {
  using stop = stopOnSignals();
  let count = 0;
  let bytes = 0;
  try {
    for await (const { file, sizeBytes } of copy(stop.signal)) {
      count += 1;
      bytes += sizeBytes;
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${count} files, ${file}`);
    }
  } catch (error) {
    if (error !== stop.signal.reason) throw error;
    throw new Error(`It was stopped. Nothing was left in ${target}.`, { cause: error });
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(`relais: ${done}: ${count} files, ${bytes.toLocaleString('en-US')} bytes`);
  return 0;
}
