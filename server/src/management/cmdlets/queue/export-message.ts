import type { QueuedJob } from '../../../domain/queue/queued-message.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { findMessages, messageIdentityParameter } from './find-messages.ts';

export const exportMessage = defineCmdlet({
  name: 'Export-Message',
  synopsis: {
    en: 'Gives the content of a message that waits in a queue, for a file.',
    fr: 'Donne le contenu d’un message qui attend dans une file, pour un fichier.',
  },
  description: {
    en: 'Suspend the message first; it stays in its queue. The file begins with X-Sender and an X-Receiver for each recipient, which the message has on its envelope; then it is as it was handed over, without what is added when it leaves. It comes in pieces, which AssembleMessage puts together.',
    fr: 'Suspendez d’abord le message ; il reste dans sa file. Le fichier commence par X-Sender et un X-Receiver par destinataire, que le message porte sur son enveloppe ; puis il est tel qu’il fut confié, sans ce qui s’ajoute à l’envoi. Il vient par morceaux, que rassemble AssembleMessage.',
  },
  parameters: [{ ...messageIdentityParameter, mandatory: true }],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Suspend-Message CAS01\\contoso.com\\17 -Confirm:$false; Export-Message CAS01\\contoso.com\\17 | AssembleMessage -Path C:\\Export\\17.eml',
      explanation: { en: 'One message into a file.', fr: 'Un message dans un fichier.' },
    },
    {
      command:
        "$message = Export-Message CAS01\\contoso.com\\17; [System.IO.File]::WriteAllBytes('C:\\Export\\17.eml', $message.FileData)",
      explanation: { en: 'The same by way of a variable.', fr: 'De même, par une variable.' },
    },
    {
      command:
        'Get-Message -Queue CAS01\\contoso.com -ResultSize Unlimited | ForEach-Object { $i++; Export-Message $_.Identity | AssembleMessage -Path "C:\\Export\\$i.eml" }',
      explanation: { en: 'All that was suspended in a queue.', fr: 'Tout ce qui est suspendu dans une file.' },
    },
  ],
  defaultColumns: ['Identity', 'FileData'],
  roles: ['Transport Queues'],
  async *run(context, parameters) {
    const { services } = context;
    const found = await findMessages(services, parameters.get<string>('Identity') ?? '');
    const [first] = found;
    if (first === undefined) return;
    const { message } = first.job;
    const Identity = String(first.object.Identity);
    if (!found.every(({ job }) => isHeld(services, job))) throw notSuspended(Identity);
    const from = String(first.object.FromAddress);
    const action = {
      en: `Exporting message "${Identity}" from ${from}.`,
      fr: `Exportation du message « ${Identity} » de ${from}.`,
    };
    if (!context.shouldProcess(action)) return;
    context.changed(Identity);
    yield { Identity, FileData: [...envelopeFields(found.map(({ job }) => job))], IsValid: true };
    let given = 0;
    for await (const piece of services.queue.content(message.id)) {
      given += piece.length;
      yield { Identity, FileData: [...piece], IsValid: true };
    }
    if (given < message.sizeBytes) throw leftMeanwhile(Identity);
  },
});

/** As in files that Exchange exports: another server's Replay directory takes sender and recipients from there. */
function envelopeFields(jobs: readonly QueuedJob[]): Buffer {
  const recipients = jobs.flatMap(({ recipients }) => recipients.map(({ address }) => `X-Receiver: ${address}\r\n`));
  const sender = jobs[0]?.message.sender ?? '';
  return Buffer.from(`X-Sender: ${sender === '' ? '<>' : sender}\r\n${recipients.join('')}`);
}

/** Nothing sends it while it is read. */
function isHeld({ queue }: ManagementServices, { message, recipients }: QueuedJob): boolean {
  return message.suspended || queue.hop(recipients[0]?.nextHop ?? '')?.suspended === true;
}

function notSuspended(identity: string): CmdletError {
  return new CmdletError({
    id: 'MessageNotSuspended',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    parameter: 'Identity',
    text: {
      en: `The message "${identity}" may leave at any moment. Suspend it first (Suspend-Message "${identity}"), then export it.`,
      fr: `Le message « ${identity} » peut partir à tout moment. Suspendez-le d’abord (Suspend-Message "${identity}"), puis exportez-le.`,
    },
  });
}

function leftMeanwhile(identity: string): CmdletError {
  return new CmdletError({
    id: 'MessageLeftMeanwhile',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    parameter: 'Identity',
    text: {
      en: `The message "${identity}" left its queue while it was exported: what was written of it is not whole.`,
      fr: `Le message « ${identity} » a quitté sa file pendant l’exportation : ce qui en fut écrit est incomplet.`,
    },
  });
}
