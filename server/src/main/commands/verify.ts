import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { openData } from '../open-data.ts';
import { parseOptions } from '../parse-options.ts';

export const verify: Command = {
  help: `usage: relais verify --data DIR

Checks each database file (PRAGMA integrity_check) and each mailbox: rows, content, counts, UIDs and references against
one another. Prints a line for each fault and exits 1 when there is one. The server must not be running on DIR; beside
a running one, verify a copy made by \`relais backup\`.`,
  async run(args) {
    const { values } = parseOptions(args, { data: { type: 'string' } }, 'verify');
    const data = await openData(resolve(values.data ?? 'data'));
    let accounts = 0;
    let faults = 0;
    const say = (fault: string): void => {
      faults += 1;
      console.log(fault);
    };
    try {
      for await (const fault of data.engine.integrityFaults('system')) say(fault);
      for await (const account of data.engine.accountIds()) {
        accounts += 1;
        const owner = data.directory.findMailbox(account)?.emailAddresses[0] ?? account;
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${accounts} mailboxes, ${owner}`);
        for await (const fault of data.engine.integrityFaults({ account })) say(fault);
        for await (const fault of data.mail.verify(account)) say(`${owner}: ${fault}`);
      }
    } finally {
      await data.close();
    }
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    console.log(`relais: verified ${accounts} mailboxes, ${faults} faults`);
    return faults === 0 ? 0 : 1;
  },
};
