import { resolve } from 'node:path';
import { type Command, UsageError } from '../command.ts';
import { type OpenData, openData } from '../open-data.ts';
import { openDatabase } from '../open-database.ts';
import { parseOptions } from '../parse-options.ts';
import { copiesOf, mustStayAsItIs } from '../untouched-data.ts';

export const verify: Command = {
  help: `usage: relais verify --data DIR
       relais verify --database URL

Checks each database file (PRAGMA integrity_check) and each mailbox: rows, content, counts, UIDs and references against
one another. Prints a line for each fault and exits 1 when there is one. The server must not be running on DIR; beside
a running one, verify a copy made by \`relais backup\`. What lies on a medium that cannot be written, and a backup of an older
version, which its own program must still be able to restore, is checked by copies of a few mailboxes at a time, in TMPDIR
(/tmp): it needs room for the largest mailbox. Servers on a database (postgres://…) may run: each mailbox is checked as it is
at one moment; the files of the database itself are checked by pg_amcheck.`,
  async run(args) {
    const { values } = parseOptions(args, { data: { type: 'string' }, database: { type: 'string' } }, 'verify');
    if (values.data !== undefined && values.database !== undefined)
      throw new UsageError('--data names files, --database a PostgreSQL: give the one where the mail is');
    const directory = resolve(values.data ?? 'data');
    const found = { accounts: 0, faults: 0 };
    const say = (fault: string): void => {
      found.faults += 1;
      console.log(fault);
    };
    if (values.database === undefined && (await mustStayAsItIs(directory))) {
      let copies = 0;
      for await (const { data, place } of copiesOf(directory))
        await check(data, copies++ === 0, found, (fault) => say(fault.replaceAll(place, directory)));
    } else {
      const data = values.database === undefined ? await openData(directory) : await openDatabase(values.database);
      try {
        await check(data, true, found, say);
      } finally {
        await data.close();
      }
    }
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    console.log(`relais: verified ${found.accounts} mailboxes, ${found.faults} faults`);
    return found.faults === 0 ? 0 : 1;
  },
};

async function check(
  data: OpenData,
  withSystem: boolean,
  found: { accounts: number },
  say: (fault: string) => void,
): Promise<void> {
  if (withSystem) for await (const fault of data.engine.integrityFaults('system')) say(fault);
  for await (const account of data.engine.accountIds()) {
    found.accounts += 1;
    const owner = data.directory.findMailbox(account)?.emailAddresses[0] ?? account;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${found.accounts} mailboxes, ${owner}`);
    for await (const fault of data.engine.integrityFaults({ account })) say(fault);
    for await (const fault of data.mail.verify(account)) say(`${owner}: ${fault}`);
  }
}
