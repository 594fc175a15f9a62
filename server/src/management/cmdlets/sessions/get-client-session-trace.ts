import { readTrace } from '../../../services/session-trace/read-trace.ts';
import { traceFilePath } from '../../../services/session-trace/trace-file.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';
import { traceDirectory } from './trace-client-session.ts';

export const getClientSessionTrace = defineCmdlet({
  name: 'Get-ClientSessionTrace',
  synopsis: {
    en: 'Shows the lines that Trace-ClientSession recorded last for one person.',
    fr: 'Affiche les lignes que Trace-ClientSession a enregistrées en dernier pour une personne.',
  },
  parameters: [{ ...mailboxIdentity, mandatory: true }],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ClientSessionTrace alice@contoso.com | Format-Table Time, Session, Event, Data -AutoSize',
      explanation: { en: 'What was said, in order.', fr: 'Ce qui a été dit, dans l’ordre.' },
    },
  ],
  defaultColumns: ['Time', 'Protocol', 'Session', 'Event', 'Data'],
  roles: ['POP3 and IMAP4 Protocols'],
  async *run({ services, signal }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    // So that lines of a running trace are there.
    await services.liveSessions.traces.find(mailbox.guid);
    try {
      for await (const line of readTrace(traceFilePath(traceDirectory(services), mailbox.guid))) {
        if (signal.aborted) return;
        yield {
          Time: line.time,
          Protocol: line.protocol,
          Session: line.sessionId,
          Sequence: line.sequence,
          LocalEndpoint: line.local,
          RemoteEndpoint: line.remote,
          Event: line.event,
          Data: line.data,
          Context: line.context,
        };
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const user = mailbox.userPrincipalName;
      throw new CmdletError({
        id: 'SessionTraceNotFound',
        category: 'ObjectNotFound',
        target: user,
        text: {
          en: `'${user}' has not been traced. Trace-ClientSession does it.`,
          fr: `« ${user} » n’a pas été tracé. Trace-ClientSession le fait.`,
        },
      });
    }
  },
});
