import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { endingOfThisFile } from '../../../../test/support/ending-of-file.ts';
import { startServer, type TestServer } from '../../../../test/support/server.ts';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { everyRight, type Right } from '../../domain/mail/rights.ts';
import { JmapTestClient } from './fixtures/jmap-client.ts';

const all: readonly Right[] = everyRight;
/** Nothing, everything, every right alone, the pairs that reading needs, and everything but one. */
const grants: readonly (readonly Right[])[] = [
  [],
  all,
  ...all.map((right) => [right]),
  ...all.map((right): readonly Right[] => ['l', 'r', right]),
  ...all.map((right) => all.filter((other) => other !== right)),
];

for (const [engine, cases] of [
  ['the embedded store', grants],
  // What decides is the same code; nothing, everything, and every right with reading prove the SQL.
  ['PostgreSQL', [...grants.slice(0, 2), ...grants.slice(2 + all.length, 2 + 2 * all.length)]],
] as const) {
  describe(`JMAP rights in somebody else's mailbox on ${engine}`, () => {
    const ending = endingOfThisFile();
    let server: TestServer;
    before(async () => {
      let postgres: TestPostgres | null = null;
      if (engine === 'PostgreSQL') {
        postgres = await startPostgres();
        ending.after(() => (postgres as TestPostgres).stop());
      }
      server = await startServer(ending, postgres === null ? {} : { databaseUrl: await postgres.newDatabase() });
    });

    test('each right allows its operations and no others (RFC 8621 §2, myRights)', async () => {
      const scene = await Scene.set(server);
      for (const [number, granted] of cases.entries()) await scene.play(`c${number}`, new Set(granted));
    });
  });
}

/** Alice's folder `Parent`, in which Bob may look around, file and make folders, and below it one folder a case. */
class Scene {
  readonly #bob: JmapTestClient;
  readonly #store: AccountStore;
  readonly #owner: string;
  readonly #bobsGuid: string;
  #parentId = '';

  private constructor(bob: JmapTestClient, store: AccountStore, bobsGuid: string) {
    this.#bob = bob;
    this.#store = store;
    this.#owner = store.accountId;
    this.#bobsGuid = bobsGuid;
  }

  static async set(server: TestServer): Promise<Scene> {
    const { directory, mail } = server.running;
    const alice = directory.findMailbox('alice')?.guid ?? '';
    const bob = directory.findMailbox('bob')?.guid ?? '';
    const store = await mail.account(alice);
    const scene = new Scene(await JmapTestClient.open(server, server.users.bob), store, bob);
    const { folderId, mailboxId } = await store.createFolder('Parent');
    const { stderr } = await server.shell(
      'Add-MailboxFolderPermission alice:\\Parent -User bob -AccessRights Reviewer',
    );
    assert.equal(stderr, '');
    await store.setFolderRights(folderId, bob, new Set(['l', 'r', 'i', 'k']));
    scene.#parentId = `${mailboxId}-${alice}`;
    return scene;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  async #call(name: string, args: Record<string, unknown>): Promise<any> {
    const [[answered, answer]] = await this.#bob.call([name, { accountId: this.#owner, ...args }, 'c']);
    return answered === 'error' ? { error: answer.type } : answer;
  }

  async #message(folderId: number, subject: string): Promise<string> {
    const incoming = await this.#store.beginMessage();
    await incoming.write(Buffer.from(`Subject: ${subject}\r\nMessage-ID: <${subject}@x>\r\n\r\nbody\r\n`));
    const message = await incoming.finish();
    const { uids } = await this.#store.append(folderId, [{ message, flags: { bits: 0, keywords: [] } }]);
    for await (const [row] of this.#store.messages(folderId, [{ first: uids[0] ?? 0, last: uids[0] ?? 0 }], {}))
      return `${row?.emailId}-${this.#owner}`;
    throw new Error('The message is not there.');
  }

  async play(name: string, rights: ReadonlySet<Right>): Promise<void> {
    const { folderId, mailboxId } = await this.#store.createFolder(`Parent/${name}`);
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await this.#message(folderId, `${name}m${at}`));
    const [read = '', marked = '', moved = '', copied = '', gone = ''] = ids;
    await this.#store.setFolderRights(folderId, this.#bobsGuid, rights);
    const id = `${mailboxId}-${this.#owner}`;
    const may = (...needed: Right[]): boolean => needed.every((right) => rights.has(right));
    const hold = (what: string, is: unknown, shall: unknown): void =>
      assert.deepEqual(is, shall, `${what} with the rights "${[...rights].join('')}"`);
    const isListed = may('l');
    const isOpen = may('l', 'r');
    /** What a /set of one object says of it: `done`, or the type of its SetError. */
    const outcome = async (args: Record<string, unknown>, method = 'Email/set'): Promise<string> => {
      const answer = await this.#call(method, args);
      const [refused] = Object.values({ ...answer.notCreated, ...answer.notUpdated, ...answer.notDestroyed });
      return answer.error ?? (refused as { type?: string } | undefined)?.type ?? 'done';
    };
    const ifOpen = (allowed: boolean): string => (!isOpen ? 'notFound' : allowed ? 'done' : 'forbidden');
    const ifListed = (allowed: boolean): string => (!isListed ? 'invalidProperties' : allowed ? 'done' : 'forbidden');

    const { list, notFound } = await this.#call('Mailbox/get', { ids: [id] });
    hold('Mailbox/get', [list.length, notFound.length], isListed ? [1, 0] : [0, 1]);
    if (isListed) {
      const { myRights, parentId, totalEmails } = list[0];
      hold('parentId', parentId, this.#parentId);
      hold('totalEmails', totalEmails, isOpen ? 5 : 0);
      hold('myRights', myRights, {
        mayReadItems: isOpen,
        mayAddItems: may('i'),
        mayRemoveItems: may('t', 'e'),
        maySetSeen: may('s'),
        maySetKeywords: may('w'),
        mayCreateChild: may('k'),
        mayRename: may('x'),
        mayDelete: may('x'),
        maySubmit: false,
      });
    }
    const found = await this.#call('Email/query', { filter: { inMailbox: id } });
    hold('Email/query', found.error ?? found.ids.length, isListed ? (isOpen ? 5 : 0) : 'invalidArguments');
    const everywhere = await this.#call('Email/query', { filter: { subject: `${name}m0` } });
    hold('Email/query everywhere', everywhere.ids, isOpen ? [read] : []);
    const got = await this.#call('Email/get', { ids: [read], fetchTextBodyValues: true });
    hold('Email/get', got.list.length, isOpen ? 1 : 0);
    const snippets = await this.#call('SearchSnippet/get', { emailIds: [read], filter: { subject: name } });
    hold('SearchSnippet/get', snippets.list.length, isOpen ? 1 : 0);
    const threads = await this.#call('Thread/get', { ids: [got.list[0]?.threadId ?? `T1-${this.#owner}`] });
    hold('Thread/get', threads.list.length, isOpen ? 1 : 0);
    const download = await this.#bob.ask('GET', `/jmap/download/${this.#owner}/M${read}/x.eml`);
    hold('download', download.status, isOpen ? 200 : 404);

    hold('$seen', await outcome({ update: { [marked]: { 'keywords/$seen': true } } }), ifOpen(may('s')));
    hold('$flagged', await outcome({ update: { [marked]: { 'keywords/$flagged': true } } }), ifOpen(may('w')));
    hold('a keyword', await outcome({ update: { [marked]: { 'keywords/work': true } } }), ifOpen(may('w')));
    hold('what was marked', await this.#bitsOf(folderId, 2), isOpen ? (may('s') ? 1 : 0) | (may('w') ? 4 : 0) : 0);
    const toParent = { update: { [moved]: { mailboxIds: { [this.#parentId]: true } } } };
    hold('a move out', await outcome(toParent), ifOpen(may('t', 'e')));
    const intoFolder = { mailboxIds: { [id]: true }, keywords: { $seen: true, $flagged: true }, subject: 'new' };
    hold('Email/set create', await outcome({ create: { n: intoFolder } }), ifListed(may('i')));
    if (isListed && may('i'))
      hold('flags of a create', await this.#bitsOf(folderId, 6), (may('s') ? 1 : 0) | (may('w') ? 4 : 0));
    const own = await this.#bob.draft();
    const copyIn = { fromAccountId: this.#bob.accountId, create: { c: { id: own, mailboxIds: { [id]: true } } } };
    hold('Email/copy in', await outcome(copyIn, 'Email/copy'), ifListed(may('i')));
    const copyOut = {
      accountId: this.#bob.accountId,
      fromAccountId: this.#owner,
      create: { c: { id: copied, mailboxIds: { [await this.#bob.mailboxId('inbox')]: true } } },
      onSuccessDestroyOriginal: true,
    };
    hold('Email/copy out', await outcome(copyOut, 'Email/copy'), isOpen ? 'done' : 'notFound');
    const left = await this.#uids(folderId);
    hold('what the copy left', left.includes(4), !(isOpen && may('t', 'e')));
    hold('destroy', await outcome({ destroy: [gone] }), ifOpen(may('t', 'e')));

    const child = { create: { n: { name: 'child', parentId: id } } };
    hold('Mailbox/set create', await outcome(child, 'Mailbox/set'), ifListed(may('k')));
    const renamed = { update: { [id]: { name: `${name}-new` } } };
    hold('Mailbox/set rename', await outcome(renamed, 'Mailbox/set'), isListed ? ifListed(may('x')) : 'notFound');
    const { folderId: emptyId, mailboxId: empty } = await this.#store.createFolder(`Parent/${name}-empty`);
    await this.#store.setFolderRights(emptyId, this.#bobsGuid, rights);
    const removed = { destroy: [`${empty}-${this.#owner}`] };
    hold('Mailbox/set destroy', await outcome(removed, 'Mailbox/set'), isListed ? ifListed(may('x')) : 'notFound');
  }

  async #bitsOf(folderId: number, uid: number): Promise<number> {
    const snapshot = await this.#store.openFolder(folderId, { claimRecent: false });
    return snapshot.flagBits[snapshot.uids.indexOf(uid)] ?? -1;
  }

  async #uids(folderId: number): Promise<readonly number[]> {
    return [...(await this.#store.openFolder(folderId, { claimRecent: false })).uids];
  }
}
