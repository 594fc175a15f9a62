import { startBenchServer } from '../bench-server.ts';
import type { Target } from './target.ts';

/** Relais as it is started, with plain sign-in allowed, as the peer has it. */
export async function startRelais(): Promise<Target> {
  const server = await startBenchServer();
  await server.shell(
    'Set-ImapSettings -LoginType PlainTextLogin -MaxConnectionsPerUser 5000; Restart-Service MSExchangeImap4',
  );
  return {
    name: 'Relais',
    imapPort: server.ports.imap,
    imapsPort: server.ports.imaps,
    user: 'administrator@example.test',
    password: server.password,
    processorSeconds: () => server.processorSeconds(),
    memory: async () => (await server.memory()).pss,
    stop: () => server.stop(),
  };
}
