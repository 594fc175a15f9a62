import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { describeSession } from '../../session-consequences.ts';

export const stopClientSession = defineCmdlet({
  name: 'Stop-ClientSession',
  synopsis: {
    en: 'Ends a session, with words that its client sees.',
    fr: 'Met fin à une session, avec un message que le client voit.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'identity', of: 'ClientSession' },
      mandatory: true,
      position: 1,
      pipeline: 'both',
      help: {
        en: 'The session, as Get-ClientSession names it.',
        fr: 'La session, telle que Get-ClientSession la nomme.',
      },
    },
    {
      name: 'Message',
      type: {
        kind: 'string',
        maxLength: 200,
        pattern: '^[\\x20-\\x7e]*$',
        patternText: { en: 'one line of printable ASCII', fr: 'une ligne d’ASCII imprimable' },
      },
      help: { en: 'What the client is told.', fr: 'Ce que le client reçoit.' },
      defaultText: 'Closed by the administrator.',
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Get-ClientSession -RemoteAddress 203.0.113.* | Stop-ClientSession',
      explanation: { en: 'Everything from one network.', fr: 'Tout ce qui vient d’un réseau.' },
    },
  ],
  roles: ['POP3 and IMAP4 Protocols'],
  async run(context, parameters) {
    const { services } = context;
    const id = parameters.get<string>('Identity') ?? '';
    const session = services.liveSessions.list().find((candidate) => candidate.id === id);
    if (session === undefined) throw objectNotFound(id, services.server.fqdn);
    const who = describeSession(session);
    if (!context.shouldProcess({ en: `Closing the ${who.en}.`, fr: `Fermeture de la ${who.fr}.` })) return;
    session.close('closed-by-administrator', parameters.get<string>('Message') ?? 'Closed by the administrator.');
    context.changed(`${session.protocol} ${session.user ?? session.remoteAddress}`);
  },
});
