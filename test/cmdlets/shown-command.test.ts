import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ByteSize,
  type CmdletCall,
  EnumFlags,
  ListChange,
  type ManagementValue,
  TimeSpan,
} from '@relais/management-contract';
import { HttpCmdletHost, nodeFileAccess, Shell } from '@relais/shell';
import { commandLine } from '../../packages/admin-center/src/server/command-line.ts';
import { startServer } from '../support/server.ts';

/** Names and texts that a dialog may hold and a command line must carry unchanged. */
const texts = [
  'plain',
  'Alice Martin',
  "O'Neil, Tess",
  'says "hello"',
  'says “hello” „da”',
  'it’s ‘quoted’ `here`',
  '$true',
  '$(Get-Mailbox)',
  '-Force',
  '--',
  '–Force',
  '007',
  '1e5',
  '0x10',
  '10MB',
  '12.5',
  '192.0.2.7',
  'a,b;c|d&e',
  '@splat',
  '#no comment',
  '{block} (group) [type]',
  '%~*?',
  String.raw`CAS01\Default Frontend`,
  'two\nlines\tand a tab',
  'été œuvre',
  '\u202egnp.exe',
  '"><img src=x onerror=alert(1)>',
];

test('the line that a dialog shows does in the shell what the dialog does, whatever the names', async (t) => {
  const server = await startServer(t);
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  const calls: CmdletCall[] = [];
  let stderr = '';
  const shell = new Shell({
    host: {
      describe: () => host.describe(),
      invoke: (call) => {
        calls.push(call);
        return host.invoke(call);
      },
    },
    files: nodeFileAccess('.'),
    language: 'en',
    stdout: () => {},
    stderr: (chunk) => void (stderr += chunk),
    ask: async () => null,
  });
  const same = async (cmdlet: string, parameters: Readonly<Record<string, ManagementValue>>): Promise<void> => {
    const line = commandLine({ cmdlet, parameters });
    assert.doesNotMatch(line, /[\n\t]/, 'a line is one line');
    calls.length = 0;
    stderr = '';
    await shell.run(line);
    const call = calls.find((one) => one.cmdlet === cmdlet);
    assert.ok(call, `${line}: ${stderr}`);
    for (const [name, value] of Object.entries(parameters)) {
      const got: ManagementValue | undefined = call.parameters[name];
      assert.equal(spelt(got ?? null), spelt(value), `-${name} of ${line}`);
    }
  };
  for (const text of texts) {
    await same('Set-Mailbox', { Identity: 'alice', DisplayName: text });
    await same('Set-DistributionGroup', { Identity: text, ManagedBy: ['alice', text] });
    await same('Set-Mailbox', { Identity: 'alice', EmailAddresses: new ListChange([text, 'plain'], [text]) });
  }
  await same('Set-Mailbox', { Identity: 'alice', ForwardingAddress: null, HiddenFromAddressListsEnabled: true });
  await same('Set-ImapSettings', { AuthenticatedConnectionTimeout: TimeSpan.fromSeconds(90_061) });
  await same('Set-ReceiveConnector', {
    Identity: String.raw`CAS01\Client Frontend CAS01`,
    MaxMessageSize: new ByteSize(37_748_736),
    AuthMechanism: new EnumFlags(['Tls', 'BasicAuth']),
    RemoteIPRanges: ['192.0.2.0/24', '2001:db8::/32', '192.0.2.1-192.0.2.9'],
    Bindings: ['0.0.0.0:2525', '[::]:2525'],
  });
  await same('New-TransportRule', { Name: 'Tests', SetSCL: -1, Priority: 0, SubjectContainsWords: ['a b', 'c'] });
});

/** A value in words, the shell's own numbers, spans and lists as the cmdlet will read them. */
function spelt(value: ManagementValue): string {
  if (value === null) return 'null';
  if (value instanceof ListChange) return `+${value.add.map(spelt).join('|')} -${value.remove.map(spelt).join('|')}`;
  if (value instanceof EnumFlags) return value.names.join('|');
  if (value instanceof ByteSize) return String(value.bytes);
  if (Array.isArray(value)) return value.map(spelt).join('|');
  return String(value);
}
