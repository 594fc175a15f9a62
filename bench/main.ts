import { deliveries } from './deliveries.ts';
import { fetchAll } from './fetch-all.ts';
import { idleConnections } from './idle-connections.ts';
import { imapFolders, imapListeners, imapMessages } from './imap-at-size.ts';
import { openFolder } from './open-folder.ts';
import { startUp } from './start-up.ts';
import { timeOuts } from './time-outs.ts';
import { webmailPush } from './webmail-push.ts';

/** A workload: prints nothing itself, gives rows of a table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
}

const workloads: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  'start-up': startUp,
  'idle-connections': idleConnections,
  deliveries,
  'fetch-all': fetchAll,
  'open-folder': openFolder,
  'imap-folders': imapFolders,
  'imap-messages': imapMessages,
  'imap-listeners': imapListeners,
  'time-outs': timeOuts,
  'webmail-push': webmailPush,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in workloads));
if (unknown.length > 0) {
  console.error(`bench: no workload "${unknown.join('", "')}"; there are ${Object.keys(workloads).join(', ')}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(workloads)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`bench: ${name} …`);
  for (const { what, value } of await run()) console.log(`| ${what} | ${value} |`);
}
