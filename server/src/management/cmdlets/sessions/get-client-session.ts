import { ByteSize, TimeSpan } from '@relais/management-contract';
import type { SessionProtocol } from '../../../services/admission/live-sessions.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { isUser, protocolParameter, remoteAddressParameter, userParameter } from './session-parameters.ts';

export const getClientSession = defineCmdlet({
  name: 'Get-ClientSession',
  synopsis: { en: 'Shows who is connected.', fr: 'Affiche qui est connecté.' },
  parameters: [protocolParameter, userParameter, remoteAddressParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ClientSession -Protocol IMAP4 | Sort-Object IdleTime',
      explanation: { en: 'By idle time.', fr: 'Par durée d’inactivité.' },
    },
    {
      command: 'Get-ClientSession -User alice@contoso.com | Stop-ClientSession',
      explanation: { en: 'Ends them.', fr: 'Y met fin.' },
    },
  ],
  defaultColumns: ['Protocol', 'User', 'RemoteAddress', 'Client', 'State', 'IdleTime'],
  roles: ['Monitoring', 'POP3 and IMAP4 Protocols', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const isWanted = isUser(services, parameters.get<string>('User'));
    const address = parameters.get<string>('RemoteAddress');
    const now = services.clock.now();
    for (const session of services.liveSessions.list(parameters.get<SessionProtocol>('Protocol'))) {
      if (!isWanted(session.user)) continue;
      if (address !== undefined && !matchesWildcard(address, session.remoteAddress)) continue;
      yield {
        Protocol: session.protocol,
        User: session.user,
        RemoteAddress: session.remoteAddress,
        Client: session.client,
        Secure: session.secure,
        State: session.state,
        Folder: session.folder,
        LastCommand: session.lastCommand,
        IdleTime: TimeSpan.fromSeconds(Math.max(0, Math.floor((now - session.lastActivity) / 1000))),
        Since: new Date(session.since),
        BytesIn: new ByteSize(session.bytesIn()),
        BytesOut: new ByteSize(session.bytesOut()),
        Identity: session.id,
      };
    }
  },
});
