import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { migrate, type Migration } from '../../server/src/storage/migrations.ts';
import type { SqlEngine, SqlReader } from '../../server/src/storage/sql-engine.ts';
import { StorageError } from '../../server/src/storage/storage-error.ts';
import { collected } from './message.fixture.ts';

/** What both engines do. `engine` is shared by the tests of a file; each makes tables and accounts of its own. */
export function sqlEngineContract(engine: () => SqlEngine): void {
  let lastTable = 0;
  const newTable = async (): Promise<string> => {
    const name = `contract_${++lastTable}`;
    await engine().system.write(async (writer) => {
      await writer.run(
        `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, text TEXT, bytes ${engine().differences.types.bytes})`,
      );
    });
    return name;
  };

  test('what a write has resolved is there for the next read', async () => {
    const table = await newTable();
    const bytes = Uint8Array.from([0, 1, 254, 255]);
    await engine().system.write(async (writer) => {
      const { changes } = await writer.run(
        `INSERT INTO ${table} (id, text, bytes) VALUES (?, ?, ?)`,
        1,
        "it's ?",
        bytes,
      );
      assert.equal(changes, 1);
    });
    const row = await engine().system.read(
      async (reader) =>
        await reader.get<{ id: number; text: string; bytes: Uint8Array }>(
          `SELECT * FROM ${table} WHERE text = 'it''s ?' AND id = ?`,
          1,
        ),
    );
    assert.equal(row?.id, 1);
    assert.equal(row?.text, "it's ?");
    assert.deepEqual([...(row?.bytes ?? [])], [...bytes]);
  });

  test('the engine tells what it takes on the disk, and that grows with what is written', async () => {
    const table = await newTable();
    const before = await engine().space();
    assert.ok(before.bytes > 0);
    const large = 4_000_000;
    await engine().system.write(async (writer) => {
      await writer.run(`INSERT INTO ${table} (id, bytes) VALUES (?, ?)`, 1, randomBytes(large));
    });
    const after = await engine().space();
    assert.ok(after.bytes + (before.freeBytes ?? 0) >= before.bytes + large, JSON.stringify({ before, after }));
  });

  test('when a write throws, nothing has happened, its error passes on and its hooks are not called', async () => {
    const table = await newTable();
    let calls = 0;
    await assert.rejects(
      engine().system.write(async (writer) => {
        writer.onCommit(() => calls++);
        await writer.run(`INSERT INTO ${table} (id) VALUES (?)`, 1);
        throw new RangeError('changed my mind');
      }),
      RangeError,
    );
    const row = await engine().system.read(
      async (reader) => await reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`),
    );
    assert.equal(row?.n, 0);
    assert.equal(calls, 0);
  });

  test('of writes that come at once, one that fails undoes its own and no other', async () => {
    const table = await newTable();
    const hooks: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, async (_, id) => {
        await engine().system.write(async (writer) => {
          writer.onCommit(() => hooks.push(id));
          await writer.run(`INSERT INTO ${table} (id, text) VALUES (?, ?)`, id, 'own');
          await writer.run(`UPDATE ${table} SET text = ? WHERE id < ?`, `by ${id}`, id);
          if (id % 3 === 0) throw new RangeError(`write ${id} changed its mind`);
          // A mistake that the engine itself refuses.
          if (id % 5 === 0) await writer.run(`INSERT INTO ${table} (id) VALUES (?)`, id);
        });
      }),
    );
    const stays = [...results.keys()].filter((id) => id % 3 !== 0 && id % 5 !== 0);
    const rows = await engine().system.read(
      async (reader) => await reader.all<{ id: number; text: string }>(`SELECT id, text FROM ${table} ORDER BY id`),
    );
    assert.deepEqual(
      rows.map((row) => row.id),
      stays,
    );
    assert.deepEqual(hooks, stays);
    assert.deepEqual(
      [...results.entries()].filter(([, result]) => result.status === 'fulfilled').map(([id]) => id),
      stays,
    );
    assert.equal(rows[0]?.text, `by ${stays.at(-1)}`);
    assert.equal(rows.at(-1)?.text, 'own');
  });

  test('writes of one scope run one after the other, in order, and see what those before did', async () => {
    const table = await newTable();
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await engine().system.write(async (writer) => {
          const row = await writer.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
          await writer.run(`INSERT INTO ${table} (id) VALUES (?)`, i);
          seen.push(row?.n ?? -1);
        });
      }),
    );
    assert.deepEqual(seen, [...Array(20).keys()]);
  });

  test('a read sees one state and never waits for a writer', async () => {
    const table = await newTable();
    await engine().system.read(async (reader) => {
      const count = async (): Promise<number> =>
        (await reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n ?? -1;
      assert.equal(await count(), 0);
      await engine().system.write(async (writer) => {
        await writer.run(`INSERT INTO ${table} (id) VALUES (?)`, 1);
        // The writer is at work, and a read beside it is answered.
        const beside = await engine().system.read(
          async (other) => await other.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`),
        );
        assert.equal(beside?.n, 0);
      });
      assert.equal(await count(), 0);
    });
  });

  test('a transaction that has ended refuses questions', async () => {
    let kept: SqlReader | null = null;
    await engine().system.read(async (reader) => {
      kept = reader;
    });
    await assert.rejects((kept as unknown as SqlReader).get('SELECT 1'), /has ended/);
    await engine().system.write(async (writer) => {
      kept = writer;
    });
    await assert.rejects((kept as unknown as SqlReader).all('SELECT 1'), /has ended/);
  });

  test('hooks run after the commit, in order', async () => {
    const table = await newTable();
    const calls: string[] = [];
    await engine().system.write(async (writer) => {
      writer.onCommit(() => calls.push('first'));
      writer.onCommit(() => calls.push('second'));
      await writer.run(`INSERT INTO ${table} (id) VALUES (?)`, 1);
      assert.deepEqual(calls, []);
    });
    assert.deepEqual(calls, ['first', 'second']);
  });

  test('runMany runs for every row, beyond what one statement could hold', async () => {
    const table = await newTable();
    const rows = Array.from({ length: 3_000 }, (_, i) => [i, `text ${i}`, null] as const);
    await engine().system.write(async (writer) => {
      const inserted = await writer.runMany(`INSERT INTO ${table} (id, text, bytes) VALUES (?, ?, ?)`, rows);
      assert.equal(inserted.changes, 3_000);
      const updated = await writer.runMany(`UPDATE ${table} SET text = ? WHERE id = ?`, [
        ['a', 1],
        ['b', 2],
        ['c', -1],
      ]);
      assert.equal(updated.changes, 2);
      assert.equal((await writer.runMany(`DELETE FROM ${table} WHERE id = ?`, [])).changes, 0);
    });
    const row = await engine().system.read(
      async (reader) => await reader.get<{ n: number; s: number }>(`SELECT count(*) AS n, sum(id) AS s FROM ${table}`),
    );
    assert.equal(row?.n, 3_000);
    assert.equal(row?.s, (2_999 * 3_000) / 2);
  });

  test('a list of numbers is one parameter', async () => {
    const table = await newTable();
    await engine().system.write(async (writer) => {
      await writer.runMany(`INSERT INTO ${table} (id) VALUES (?)`, [[1], [2], [3], [4]]);
    });
    const rows = await engine().system.read(
      async (reader) =>
        await reader.all<{ id: number }>(
          `SELECT id FROM ${table} WHERE id IN ${engine().differences.numberList} ORDER BY id`,
          '[2,4,99]',
        ),
    );
    assert.deepEqual(
      rows.map((row) => row.id),
      [2, 4],
    );
  });

  test('accounts are apart, are listed, and go for good when dropped', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const room = `contract${++lastTable}`;
    const migrations: readonly Migration[] = [
      {
        version: 1,
        name: 'one table',
        statements: () => [
          `CREATE TABLE ${room} (account INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (account, n))`,
        ],
      },
    ];
    for (const id of [one, two]) {
      await migrate(
        engine().differences.sharedAccountTables ? engine().system : engine().account(id),
        engine().differences,
        room,
        migrations,
      );
      await engine()
        .account(id)
        .write(async (writer) => {
          await writer.run(`INSERT INTO ${room} (account, n) VALUES (?, ?)`, writer.account, 1);
        });
    }
    const listed = await collected(engine().accountIds());
    assert.ok(listed.includes(one) && listed.includes(two));
    await engine().dropAccount(one);
    const left = await collected(engine().accountIds());
    assert.ok(!left.includes(one) && left.includes(two));
    const count = await engine()
      .account(two)
      .read(
        async (reader) =>
          await reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${room} WHERE account = ?`, reader.account),
      );
    assert.equal(count?.n, 1);
  });

  test('tables of a later version are refused with what to do', async () => {
    const room = `contract${++lastTable}`;
    const step = (version: number): Migration => ({
      version,
      name: `step ${version}`,
      statements: () => [`CREATE TABLE ${room}_${version} (n INTEGER)`],
    });
    await migrate(engine().system, engine().differences, room, [step(1), step(2)]);
    await migrate(engine().system, engine().differences, room, [step(1), step(2), step(3)]);
    await assert.rejects(migrate(engine().system, engine().differences, room, [step(1)]), (error) => {
      assert.ok(error instanceof StorageError);
      assert.equal(error.code, 'storage-newer');
      assert.match(error.message, /version 3.*knows up to 1.*Start the version that wrote it/);
      return true;
    });
  });
}
