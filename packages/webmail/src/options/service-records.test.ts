import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceRecords } from './service-records.ts';

test('each server of the page has the SRV record of its kind of TLS, one without TLS has none (RFC 6186, RFC 8314)', () => {
  const server = (port: number, encryption: 'SSL' | 'TLS' | 'None') =>
    ({ state: 'available', serverName: 'mail.contoso.com', port, encryption }) as const;
  const who = { userName: 'kim@contoso.com', emailAddress: 'kim@contoso.com' };
  assert.deepEqual(
    serviceRecords({ ...who, imap: server(993, 'SSL'), pop: server(110, 'None'), smtp: server(587, 'TLS') }),
    [
      '_imaps._tcp.contoso.com. SRV 0 1 993 mail.contoso.com.',
      '_submission._tcp.contoso.com. SRV 0 1 587 mail.contoso.com.',
    ],
  );
  const none = { state: 'not-available' } as const;
  assert.deepEqual(serviceRecords({ ...who, imap: none, pop: { state: 'hidden' }, smtp: none }), []);
});
