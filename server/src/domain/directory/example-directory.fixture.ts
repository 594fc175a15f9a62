import type { Clock } from '../../platform/clock/clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import type { Directory, Mailbox } from './directory.ts';
import { openDirectory } from './open-directory.ts';

/** A directory of one domain, example.test. */
export async function openExampleDirectory(scope: SystemScope, clock: Clock): Promise<Directory> {
  const directory = await openDirectory({ scope, clock });
  await directory.createAcceptedDomain({
    name: 'a',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  return directory;
}

/** A mailbox `alias@example.test`; without a hash nobody signs in to it. */
export function createPerson(
  directory: Directory,
  alias: string,
  passwordHash: string | null = null,
): Promise<Mailbox> {
  const address = `${alias}@example.test`;
  return directory.createMailbox(
    { name: alias, alias, userPrincipalName: address, primarySmtpAddress: address },
    passwordHash,
  );
}
