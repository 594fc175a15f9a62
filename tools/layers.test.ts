import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf } from './checked-tree.fixture.ts';

for (const [file, line] of [
  ['server/src/services/relay/a.ts', "import { b } from '../../domain/mail/b.ts';"],
  ['server/src/protocols/imap/a.ts', "import { Service } from '../service.ts';"],
  ['server/src/protocols/imap/a.ts', "import { parse } from '@relais/imap-codec';"],
  ['server/src/domain/mail/a.test.ts', "import { b } from '../../services/b.ts';"],
  ['packages/webmail/src/a.ts', "import { b } from '@relais/browser-frame';"],
  ['packages/mime/src/a.ts', "import { Buffer } from 'node:buffer';"],
] as const)
  test(`allowed: ${line} in ${file}`, async () => {
    assert.deepEqual(await faultsOf('layers.mjs', { [file]: line }), { code: 0, faults: [] });
  });

for (const [file, line, fault] of [
  ['server/src/domain/mail/a.ts', "import { b } from '../../services/b.ts';", /domain may not import services/],
  ['server/src/domain/mail/a.ts', "import type { B } from '../../services/b.ts';", /domain may not import services/],
  ['server/src/domain/mail/a.ts', "export * from '../../services/b.ts';", /domain may not import services/],
  ['server/src/domain/mail/a.ts', "const b = await import('../../services/b.ts');", /domain may not import services/],
  ['server/src/domain/mail/a.ts', "import {\n  b,\n} from '../../services/b.ts';", /domain may not import services/],
  [
    'server/src/protocols/imap/a.ts',
    "import { b } from '../pop3/b.ts';",
    /protocols\/imap may not import protocols\/pop3/,
  ],
  ['server/src/cellar/a.ts', "import { b } from '../platform/b.ts';", /the room "cellar" is in no line/],
  ['server/src/main/a.ts', "import { b } from '../../../test/b.ts';", /leaves the server/],
  [
    'server/src/domain/a.ts',
    "import { parse } from '@relais/imap-codec';",
    /domain may not import @relais\/imap-codec/,
  ],
  ['server/src/http/a.ts', "import { App } from '@relais/webmail';", /http may not import @relais\/webmail/],
  ['packages/mime/src/a.ts', "import { readFile } from 'node:fs';", /mime is pure/],
  ['packages/mime/src/a.ts', "import { b } from '@relais/imap-codec';", /mime may not import @relais\/imap-codec/],
  ['packages/mime/src/a.ts', "import { b } from '../../../server/src/b.ts';", /leaves the package/],
] as const)
  test(`refused: ${line.replaceAll('\n', ' ')} in ${file}`, async () => {
    const { code, faults } = await faultsOf('layers.mjs', { [file]: line });
    assert.equal(code, 1);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', fault);
  });
