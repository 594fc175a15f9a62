import { ByteSize, type ManagementObject } from '@relais/management-contract';
import { join } from 'node:path';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { SessionTrace } from '../../../services/session-trace/session-traces.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';

const mostBytes = 10 * 1024 * 1024;

/** Where traces are kept. */
export function traceDirectory({ serverFacts }: Pick<ManagementServices, 'serverFacts'>): string {
  return join(serverFacts.dataDirectory, 'traces');
}

export const traceClientSession = defineCmdlet({
  name: 'Trace-ClientSession',
  synopsis: {
    en: 'Records the protocol lines of one person’s IMAP4, POP3 and SMTP sessions for some minutes, without passwords and messages.',
    fr: 'Enregistre pendant quelques minutes les lignes de protocole des sessions IMAP4, POP3 et SMTP d’une personne, sans mots de passe ni messages.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'Minutes',
      type: { kind: 'int', min: 1, max: 1440 },
      defaultText: '15',
      help: {
        en: 'When it ends by itself; at 10 MB it ends before.',
        fr: 'Quand elle se termine d’elle-même ; à 10 Mo, elle se termine avant.',
      },
    },
    {
      name: 'Stop',
      type: { kind: 'switch' },
      help: { en: 'Ends the trace that is running.', fr: 'Termine la trace en cours.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Trace-ClientSession alice@contoso.com -Minutes 10',
      explanation: {
        en: 'Records what alice’s programs do; an earlier trace of hers is replaced. Read it with Get-ClientSessionTrace.',
        fr: 'Enregistre ce que font les programmes d’alice ; sa trace précédente est remplacée. Se lit avec Get-ClientSessionTrace.',
      },
    },
    {
      command: 'Trace-ClientSession alice@contoso.com -Stop',
      explanation: { en: 'Ends it now; the file stays.', fr: 'La termine maintenant ; le fichier reste.' },
    },
  ],
  defaultColumns: ['User', 'State', 'Until', 'Size', 'Path'],
  roles: ['POP3 and IMAP4 Protocols'],
  async *run(context, parameters) {
    const { services } = context;
    const { traces } = services.liveSessions;
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const user = mailbox.userPrincipalName;
    const running = await traces.find(mailbox.guid);
    const isRunning = running?.state === 'Running';
    if (parameters.get<boolean>('Stop') === true) {
      if (!isRunning) throw notTraced(user);
      if (!context.shouldProcess({ en: `Ending the trace of ${user}.`, fr: `Fin de la trace de ${user}.` })) return;
      const ended = await traces.stop(mailbox.guid);
      context.changed(user, { Trace: ['Running', 'Ended'] });
      if (ended !== undefined) yield shown(mailbox, ended);
      return;
    }
    if (isRunning) throw alreadyTraced(user, running);
    const minutes = parameters.get<number>('Minutes') ?? 15;
    const action = {
      en: `Recording the sessions of ${user} for ${minutes} minutes.`,
      fr: `Enregistrement des sessions de ${user} pendant ${minutes} minutes.`,
    };
    if (!context.shouldProcess(action)) return;
    const trace = await traces.start({
      accountId: mailbox.guid,
      directory: traceDirectory(services),
      durationMs: minutes * 60_000,
      mostBytes,
    });
    context.changed(user, { Trace: [null, trace.path] });
    yield shown(mailbox, trace);
  },
});

function shown(mailbox: Mailbox, trace: SessionTrace): ManagementObject {
  return {
    User: mailbox.userPrincipalName,
    State: trace.state,
    Since: new Date(trace.since),
    Until: new Date(trace.until),
    Size: new ByteSize(trace.size),
    MaxSize: new ByteSize(mostBytes),
    Path: trace.path,
    Identity: mailbox.userPrincipalName,
  };
}

function notTraced(user: string): CmdletError {
  return new CmdletError({
    id: 'SessionTraceNotRunning',
    category: 'InvalidOperation',
    target: user,
    text: { en: `No trace of '${user}' is running.`, fr: `Aucune trace de « ${user} » n’est en cours.` },
  });
}

function alreadyTraced(user: string, { until }: SessionTrace): CmdletError {
  const end = new Date(until).toISOString();
  return new CmdletError({
    id: 'SessionTraceRunning',
    category: 'ResourceExists',
    target: user,
    text: {
      en: `A trace of '${user}' is running until ${end}. End it with -Stop first.`,
      fr: `Une trace de « ${user} » est en cours jusqu’à ${end}. Terminez-la d’abord avec -Stop.`,
    },
  });
}
