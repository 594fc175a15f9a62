import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountStore } from '../../../server/src/domain/mail/account-store.ts';
import { everyRight, type Right } from '../../../server/src/domain/mail/rights.ts';
import { LineClient } from '../../support/line-client.ts';
import { describeOnBothEngines } from './imap-on-both-engines.ts';
import { type ImapServer, password } from './imap-server.ts';

const all: readonly Right[] = everyRight;
/** Nothing, everything, every right alone, and everything but one. */
const grants: readonly (readonly Right[])[] = [
  [],
  all,
  ...all.map((right) => [right]),
  ...all.map((right) => all.filter((other) => other !== right)),
];
/** On the slower engine what decides is the same code; nothing, everything and every right alone prove the SQL. */
const fewerGrants = grants.slice(0, 2 + all.length);

describeOnBothEngines('rights', (server, engine) => holdMatrix(server, engine === 'PostgreSQL' ? fewerGrants : grants));

function holdMatrix(serverOf: () => ImapServer, cases: typeof grants): void {
  test('each right allows its commands and no others (RFC 4314 §4)', async () => {
    const server = serverOf();
    const scene = await Scene.set(server);
    for (const [number, granted] of cases.entries()) await scene.play(`c${number}`, new Set(granted));
    scene.close();
  });

  test('without a right a folder is refused in the words of one that does not exist', async () => {
    const server = serverOf();
    const scene = await Scene.set(server);
    await scene.folder('secret', new Set());
    const commands = (name: string): readonly string[] => [
      `SELECT "${name}"`,
      `EXAMINE "${name}"`,
      `STATUS "${name}" (MESSAGES)`,
      `MYRIGHTS "${name}"`,
      `GETACL "${name}"`,
      `SETACL "${name}" anyone lr`,
      `DELETEACL "${name}" anyone`,
      `LISTRIGHTS "${name}" anyone`,
      `DELETE "${name}"`,
      `RENAME "${name}" "Parent/elsewhere"`,
      `GETQUOTAROOT "${name}"`,
      `APPEND "${name}" {1+}\r\nx`,
      `COPY 1 "${name}"`,
      `LIST "" "${name}" RETURN (STATUS (MESSAGES) MYRIGHTS)`,
      `LSUB "" "${name}"`,
    ];
    const existing = commands(scene.nameOf('secret'));
    const made = commands(scene.nameOf('nosuch'));
    for (const [at, command] of existing.entries()) {
      await scene.user('SELECT INBOX');
      const here = (await scene.user(command)).join('\n').replaceAll('secret', 'NAME');
      await scene.user('SELECT INBOX');
      const there = (await scene.user(made[at] as string)).join('\n').replaceAll('nosuch', 'NAME');
      assert.equal(here, there, command);
    }
    scene.close();
  });
}

/** An owner with a folder `Parent`, in which the user may look around and make folders, and below it one folder a case. */
class Scene {
  readonly #owner: LineClient;
  readonly #user: LineClient;
  readonly #store: AccountStore;
  readonly #ownerAddress: string;
  readonly #userAddress: string;
  #tags = 0;

  private constructor(owner: LineClient, user: LineClient, store: AccountStore, addresses: readonly [string, string]) {
    this.#owner = owner;
    this.#user = user;
    this.#store = store;
    [this.#ownerAddress, this.#userAddress] = addresses;
  }

  static #count = 0;

  static async set(server: ImapServer): Promise<Scene> {
    const number = Scene.#count++;
    const owner = await server.user(`owner${number}`);
    await server.user(`user${number}`);
    const addresses = [`owner${number}@example.test`, `user${number}@example.test`] as const;
    const clients = await Promise.all(addresses.map((address) => signIn(server, address)));
    const store = await server.mailStore.account(owner.mailbox.guid);
    const scene = new Scene(clients[0] as LineClient, clients[1] as LineClient, store, addresses);
    await scene.owner('CREATE Parent');
    await scene.owner(`SETACL Parent ${addresses[1]} lk`);
    await append(scene.#user, 'INBOX', '(\\Seen \\Flagged \\Deleted)');
    return scene;
  }

  owner(text: string): Promise<string[]> {
    return this.#owner.command(`o${++this.#tags}`, text);
  }

  user(text: string): Promise<string[]> {
    return this.#user.command(`u`, text);
  }

  async allowed(text: string): Promise<boolean> {
    return / OK /.test((await this.user(text)).at(-1) as string);
  }

  nameOf(folder: string): string {
    return `Other Users/${this.#ownerAddress}/Parent/${folder}`;
  }

  /** Three messages, and what the user may do with them. */
  async folder(folder: string, rights: ReadonlySet<Right>): Promise<void> {
    await this.owner(`CREATE Parent/${folder}`);
    for (let count = 0; count < 3; count++) await append(this.#owner, `Parent/${folder}`, '()');
    await this.owner(`SETACL Parent/${folder} ${this.#userAddress} "${[...rights].join('')}"`);
  }

  async #flagsOf(folder: string, uid: number): Promise<number> {
    const { folderId } = await this.#store.folder(`Parent/${folder}`);
    const snapshot = await this.#store.openFolder(folderId, { claimRecent: false });
    return snapshot.flagBits[snapshot.uids.indexOf(uid)] ?? -1;
  }

  async #uids(folder: string): Promise<readonly number[]> {
    const { folderId } = await this.#store.folder(`Parent/${folder}`);
    return [...(await this.#store.openFolder(folderId, { claimRecent: false })).uids];
  }

  async play(folder: string, rights: ReadonlySet<Right>): Promise<void> {
    const name = this.nameOf(folder);
    const may = (...needed: Right[]): boolean => needed.every((right) => rights.has(right));
    const hold = (what: string, is: unknown, shall: unknown): void =>
      assert.deepEqual(is, shall, `${what} with the rights "${[...rights].join('')}"`);
    await this.folder(folder, rights);

    const listed = await this.user(`LIST "" "${name}" RETURN (STATUS (MESSAGES) MYRIGHTS)`);
    hold(
      'LIST',
      listed.some((line) => line.startsWith('* LIST')),
      may('l'),
    );
    hold(
      'LIST-STATUS',
      listed.some((line) => line.startsWith('* STATUS')),
      may('l', 'r'),
    );
    hold(
      'LIST-MYRIGHTS',
      listed.some((line) => line.startsWith('* MYRIGHTS')),
      may('l'),
    );
    hold('STATUS', await this.allowed(`STATUS "${name}" (MESSAGES)`), may('r'));
    hold('MYRIGHTS', await this.allowed(`MYRIGHTS "${name}"`), rights.size > 0);
    hold('GETACL', await this.allowed(`GETACL "${name}"`), may('a'));
    hold('LISTRIGHTS', await this.allowed(`LISTRIGHTS "${name}" anyone`), may('a'));
    hold('SETACL', await this.allowed(`SETACL "${name}" anyone p`), may('a'));
    hold('DELETEACL', await this.allowed(`DELETEACL "${name}" anyone`), may('a'));
    hold('CREATE', await this.allowed(`CREATE "${name}/child"`), may('k'));
    hold('EXAMINE', await this.allowed(`EXAMINE "${name}"`), may('r'));

    hold('APPEND', await append(this.#user, name, '(\\Seen \\Deleted \\Flagged)'), may('i'));
    if (may('i')) hold('flags of APPEND', await this.#flagsOf(folder, 4), flagBits(rights));
    await this.user('SELECT INBOX');
    hold('COPY into', await this.allowed(`UID COPY 1 "${name}"`), may('i'));
    if (may('i')) hold('flags of COPY', await this.#flagsOf(folder, 5), flagBits(rights));

    const selected = (await this.user(`SELECT "${name}"`)).at(-1) as string;
    hold('SELECT', / OK /.test(selected), may('r'));
    if (may('r')) {
      const changes = ['s', 'w', 'i', 't', 'e'].some((right) => rights.has(right as Right));
      hold('the code of SELECT', /\[READ-WRITE\]/.test(selected), changes);
      if (changes) await this.#playSelected(folder, may, hold);
    }
    await this.user('UNSELECT');
    hold('DELETE', await this.allowed(`DELETE "${name}"`), may('x'));
    if (!may('x')) hold('RENAME', await this.allowed(`RENAME "${name}" "${name}-new"`), false);
    else {
      await this.folder(`${folder}-other`, rights);
      hold('RENAME', await this.allowed(`RENAME "${name}-other" "${name}-new"`), true);
    }
  }

  async #playSelected(
    folder: string,
    may: (...needed: Right[]) => boolean,
    hold: (what: string, is: unknown, shall: unknown) => void,
  ): Promise<void> {
    await this.user('FETCH 1 BODY[]');
    hold('\\Seen by FETCH', ((await this.#flagsOf(folder, 1)) & 1) === 1, may('s'));
    hold('STORE \\Seen', await this.allowed('STORE 2 +FLAGS (\\Seen)'), may('s'));
    hold('STORE \\Flagged', await this.allowed('STORE 2 +FLAGS (\\Flagged)'), may('w'));
    hold('STORE of a keyword', await this.allowed('STORE 2 +FLAGS (work)'), may('w'));
    hold('STORE \\Deleted', await this.allowed('STORE 2 +FLAGS (\\Deleted)'), may('t'));
    hold(
      'what STORE left',
      await this.#flagsOf(folder, 2),
      (may('s') ? 1 : 0) | (may('w') ? 4 : 0) | (may('t') ? 8 : 0),
    );
    hold('COPY out', await this.allowed('UID COPY 1 INBOX'), true);
    hold('MOVE', await this.allowed('UID MOVE 1 INBOX'), may('t', 'e'));
    hold('what MOVE left', (await this.#uids(folder)).includes(1), !may('t', 'e'));
    const { folderId } = await this.#store.folder(`Parent/${folder}`);
    const third = { uids: [{ first: 3, last: 3 }], mode: 'add', flags: { bits: 8, keywords: [] } } as const;
    await this.#store.storeFlags(folderId, third);
    hold('UID EXPUNGE', await this.allowed('UID EXPUNGE 3'), may('e'));
    hold('EXPUNGE', await this.allowed('EXPUNGE'), may('e'));
    hold('CLOSE', await this.allowed('CLOSE'), true);
    hold('what CLOSE left', (await this.#uids(folder)).includes(3), !may('e'));
  }

  close(): void {
    this.#owner.close();
    this.#user.close();
  }
}

/** \Seen, \Flagged and \Deleted as far as these rights let them be set. */
function flagBits(rights: ReadonlySet<Right>): number {
  return (rights.has('s') ? 1 : 0) | (rights.has('w') ? 4 : 0) | (rights.has('t') ? 8 : 0);
}

async function signIn(server: ImapServer, user: string): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.tls, { tls: true });
  await client.line();
  const [, reply = ''] = [null, (await client.command('l', `LOGIN ${user} ${password}`)).at(-1)];
  assert.match(reply, /^l OK/);
  return client;
}

async function append(client: LineClient, folder: string, flags: string): Promise<boolean> {
  const message = 'Subject: x\r\n\r\nbody\r\n';
  const reply = await client.command('ap', `APPEND "${folder}" ${flags} {${message.length}+}\r\n${message}`);
  return / OK /.test(reply.at(-1) as string);
}
