import type { RuleActions } from '../../../domain/automation/inbox-rule.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** Refuses actions with folders that the mailbox does not have: their mail would stay in the Inbox. @throws CmdletError */
export async function requireRuleFolders(
  services: ManagementServices,
  mailbox: Mailbox,
  { moveToFolder, copyToFolder }: RuleActions,
): Promise<void> {
  for (const name of [moveToFolder, copyToFolder]) {
    if (name === undefined) continue;
    try {
      await (await services.mail.account(mailbox.guid)).folder(name);
    } catch (cause) {
      if (!(cause instanceof MailError) || cause.code !== 'folder-not-found') throw cause;
      const path = `${mailbox.name}:\\${name.replaceAll('/', '\\')}`;
      throw new CmdletError({
        id: 'ManagementObjectNotFound',
        category: 'ObjectNotFound',
        exception: 'ManagementObjectNotFoundException',
        target: path,
        text: {
          en: `The mailbox folder "${path}" doesn't exist. Get-MailboxFolderStatistics ${mailbox.alias} lists those there are.`,
          fr: `Le dossier « ${path} » n’existe pas. Get-MailboxFolderStatistics ${mailbox.alias} donne ceux qui existent.`,
        },
      });
    }
  }
}
