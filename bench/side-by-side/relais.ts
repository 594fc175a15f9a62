import { startBenchServer } from '../bench-server.ts';
import { userName } from './dovecot.ts';
import { type Target, userCount } from './target.ts';

/** Relais as it is started, with plain sign-in allowed, as the peers have it; mail for others goes to `sinkPort`. */
export async function startRelais(sinkPort: number): Promise<Target> {
  const server = await startBenchServer();
  const names = Array.from({ length: userCount }, (_, index) => userName(index).split('@')[0]);
  await server.shell(
    [
      'Set-ImapSettings -LoginType PlainTextLogin -MaxConnections 10000 -MaxConnectionFromSingleIP 10000 -MaxConnectionsPerUser 5000',
      'Set-PopSettings -LoginType PlainTextLogin -MaxConnections 10000 -MaxConnectionFromSingleIP 10000 -MaxConnectionsPerUser 5000',
      'Restart-Service MSExchangeImap4; Restart-Service MSExchangePop3',
      'Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnectionPerSource unlimited -MaxInboundConnectionPercentagePerSource 100 -TarpitInterval 00:00:00 -MessageRateLimit unlimited -AuthMechanism Tls,BasicAuth',
      `New-ReceiveConnector -Name Lmtp -Usage Lmtp -Bindings 127.0.0.1:${server.ports.lmtp} | Out-Null`,
      `New-SendConnector -Name Sink -AddressSpaces * -SmartHosts 127.0.0.1 -Port ${sinkPort} | Out-Null`,
      ...names.map(
        (name) =>
          `New-Mailbox -Name ${name} -UserPrincipalName ${name}@example.test -Password (ConvertTo-SecureString '${server.password}' -AsPlainText -Force) | Out-Null`,
      ),
    ].join('; '),
  );
  return {
    name: 'Relais',
    imapPort: server.ports.imap,
    imapsPort: server.ports.imaps,
    pop3Port: server.ports.pop3,
    pop3sPort: server.ports.pop3s,
    smtpPort: server.ports.smtp,
    submissionPort: server.ports.submission,
    lmtpPort: server.ports.lmtp,
    password: server.password,
    user: userName,
    processorSeconds: () => server.processorSeconds(),
    memory: async () => (await server.memory()).pss,
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}
