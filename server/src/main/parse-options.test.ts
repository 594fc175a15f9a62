import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UsageError } from './command.ts';
import { serve } from './commands/serve.ts';
import { parseOptions } from './parse-options.ts';

const options = { data: { type: 'string' }, repair: { type: 'boolean' } } as const;
const end = '; `relais serve --help` says what it takes';

for (const [args, said] of [
  [['--dta', 'x'], 'there is no option --dta'],
  [['--dta=x'], 'there is no option --dta'],
  [['-x'], 'there is no option -x'],
  [['--data'], '--data is followed by nothing'],
  [['--data', '--repair'], '--data is followed by another option; a value that begins with - is given as --data=-…'],
  [['--repair=yes'], '--repair takes no value'],
] as const)
  test(`\`relais serve ${args.join(' ')}\`: ${said}`, () => {
    assert.throws(() => parseOptions(args, options, 'serve'), new UsageError(`${said}${end}`));
  });

for (const [option, value, wanted] of [
  ['--host', 'localhost', 'an IP address of this machine such as 127.0.0.1 or ::1'],
  ['--host', '[::1]', 'an IP address of this machine such as 127.0.0.1 or ::1'],
  ['--domain', 'not_a_domain', 'a domain name such as contoso.com'],
  ['--domain', '', 'a domain name such as contoso.com'],
] as const)
  test(`\`relais serve ${option} "${value}"\` makes nothing that a later start would go on with`, async (t) => {
    const place = await mkdtemp(join(tmpdir(), 'relais-options-'));
    t.after(() => rm(place, { recursive: true }));
    const started = serve.run(['--data', join(place, 'data'), option, value]);
    await assert.rejects(started, new UsageError(`${option} takes ${wanted}, not "${value}"`));
    assert.deepEqual(await readdir(place), []);
  });
