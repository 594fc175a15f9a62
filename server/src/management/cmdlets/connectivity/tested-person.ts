import { Credential, type ParameterDescription } from '@relais/management-contract';
import { organizationManagement } from '../../engine/roles.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { ownIdentity } from '../../../services/connection-test/test-client-settings.ts';
import type { TestIdentity } from '../../../services/connection-test/test-setting.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';

export const testMailboxParameter: ParameterDescription = {
  name: 'TestMailbox',
  type: { kind: 'identity', of: 'Mailbox' },
  help: {
    en: 'Whose mailbox signs in, with a password made for the test; your own when left out, on the local shell that of an administrator.',
    fr: 'La boîte aux lettres qui se connecte, avec un mot de passe créé pour le test ; la vôtre par défaut, dans le shell local celle d’un administrateur.',
  },
};

export const mailboxCredentialParameter: ParameterDescription = {
  name: 'MailboxCredential',
  type: { kind: 'credential' },
  help: {
    en: 'A user name and password to sign in with, from Get-Credential.',
    fr: 'Un nom d’utilisateur et un mot de passe pour se connecter, donnés par Get-Credential.',
  },
};

/** Who signs in during a test; `null` when there is nobody whose mailbox could be used. */
export async function testedPerson(
  { services, caller }: CmdletContext,
  parameters: BoundParameters,
): Promise<TestIdentity | null> {
  const given = parameters.get<Credential>('MailboxCredential');
  if (given instanceof Credential) {
    const mailbox = services.directory.findLogin(given.userName);
    return {
      userName: given.userName,
      emailAddress: mailbox?.emailAddresses[0] ?? given.userName,
      account: mailbox === null ? null : await services.mail.account(mailbox.guid),
      credential: () => ({ password: given.password.plainText, revoke: () => undefined }),
    };
  }
  const named = parameters.get<string>('TestMailbox');
  const mailbox =
    named !== undefined
      ? requireMailbox(services, named)
      : (caller.mailbox ??
        services.directory
          .mailboxes()
          .find(({ enabled, roleGroups }) => enabled && roleGroups.includes(organizationManagement)));
  if (mailbox === undefined) return null;
  if (named !== undefined) requireAuthority({ services, caller }, mailbox);
  return ownIdentity(mailbox, await services.mail.account(mailbox.guid), services.oneTimeCredentials);
}
