import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CmdletCall, CmdletHost, OutputRecord } from '@relais/management-contract';

/** What the server writes by itself, at any time: mail on its way, sign-ins, logs, numbers. */
const writtenByItself =
  /^(?:sqlite_.*|server|sign_in_event|known_address|credential|admin_audit|mailbox_audit|message_.*|queued_.*|next_hop_queue|mta_sts_policy|sent_notice|submission.*)$/;

/** Whatever changes something is asked for with -WhatIf first: nothing that an administrator orders may change by that. */
export class WhatIfFirst implements CmdletHost {
  readonly #host: CmdletHost;
  readonly #dataDirectory: string | null;
  readonly #database: DatabaseSync | null;
  #changing: Promise<ReadonlySet<string>> | null = null;

  /** `dataDirectory`: of an embedded store; `null`: nothing is asked for first. */
  constructor(host: CmdletHost, dataDirectory: string | null) {
    this.#host = host;
    this.#dataDirectory = dataDirectory;
    this.#database =
      dataDirectory === null ? null : new DatabaseSync(join(dataDirectory, 'system.db'), { readOnly: true });
  }

  describe: CmdletHost['describe'] = () => this.#host.describe();

  complete: CmdletHost['complete'] & {} = async (...asked) => (await this.#host.complete?.(...asked)) ?? [];

  async *invoke(call: CmdletCall, signal?: AbortSignal): AsyncGenerator<OutputRecord> {
    this.#changing ??= this.#host
      .describe()
      .then((all) => new Set(all.filter((one) => one.supportsShouldProcess).map(({ name }) => name.toLowerCase())));
    const isChange = (await this.#changing).has(call.cmdlet.toLowerCase()) && !('WhatIf' in call.parameters);
    if (isChange && this.#dataDirectory !== null && this.#database !== null) {
      const before = stateOf(this.#dataDirectory, this.#database);
      for await (const _ of this.#host.invoke({ ...call, parameters: { ...call.parameters, WhatIf: true } }, signal));
      const after = stateOf(this.#dataDirectory, this.#database);
      const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
      assert.deepEqual(changed, [], `${call.cmdlet} -WhatIf changed something`);
    }
    yield* this.#host.invoke(call, signal);
  }

  close(): void {
    this.#database?.close();
  }
}

/** Everything that was ordered, a text a table. */
function stateOf(dataDirectory: string, database: DatabaseSync): Readonly<Record<string, string>> {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
  const rows = (name: string): string => JSON.stringify(database.prepare(`SELECT * FROM "${name}"`).all());
  return {
    certificates: readdirSync(join(dataDirectory, 'certificates')).toSorted().join(),
    ...Object.fromEntries(
      tables.filter(({ name }) => !writtenByItself.test(name)).map(({ name }) => [name, rows(name)]),
    ),
  };
}
