import type { Directory } from '../domain/directory/directory.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import { noFlags } from '../domain/mail/flags.ts';
import type { Authenticator } from '../services/authentication/authenticator.ts';
import { generatePassword } from './password.ts';
import { devMessages, welcomeMessage } from './sample-mail.ts';

/** Shown once, kept in no file. */
export interface NewAccount {
  readonly address: string;
  /** `null`: the operator chose it (RELAIS_ADMIN_PASSWORD). */
  readonly password: string | null;
  readonly role: 'administrator' | 'sample user';
  /** An earlier start made the account and ended before it showed the password, which this one replaces. */
  readonly isReplaced: boolean;
}

export interface FirstRunWork {
  readonly directory: Directory;
  readonly mail: MailStore;
  readonly authenticator: Authenticator;
  readonly domain: string;
  readonly adminPassword: string | null;
  readonly dev: boolean;
  /**
   * Until the passwords were shown; then only what is indispensable is made again: an administrator may have removed the
   * sample.
   */
  readonly isFirstRun: boolean;
  readonly now: number;
}

/** The development server's password; it listens on loopback only and says so. */
export const devPassword = 'relais-dev';

/**
 * Makes the organisation: the accepted domain, the administrator, a sample mailbox with a message in it.
 * A first run that ended before it showed the passwords is made up for: what is missing, and new passwords, for those that
 * nobody saw are kept in no file. Afterwards nothing is made where anybody is: an administrator who was renamed or removed
 * is not to come back.
 */
export async function makeOrganisation(work: FirstRunWork): Promise<readonly NewAccount[]> {
  const { directory, domain } = work;
  if (!work.isFirstRun && directory.mailboxes().length > 0) return [];
  if (directory.acceptedDomains().length === 0) {
    await directory.createAcceptedDomain({
      name: domain,
      domainName: domain,
      domainType: 'Authoritative',
      isDefault: true,
    });
  }
  const accounts: NewAccount[] = [];
  const admin = await makeAccount(
    work,
    'administrator',
    'Administrator',
    ['Organization Management'],
    work.adminPassword,
  );
  if (admin !== null) accounts.push({ ...admin, role: 'administrator' });
  if (!work.isFirstRun) return accounts;
  for (const [alias, name] of work.dev
    ? [['alice', 'Alice Martin'] as const, ['bob', 'Bob Durand'] as const]
    : [['user', 'Sample User'] as const]) {
    const made = await makeAccount(work, alias, name, [], work.dev ? devPassword : null);
    if (made === null) continue;
    accounts.push({ ...made, password: made.password ?? devPassword, role: 'sample user' });
    if (!made.isReplaced || (await isEmpty(work, `${alias}@${domain}`)))
      await deliverSamples(work, `${alias}@${domain}`);
  }
  return accounts;
}

async function makeAccount(
  { directory, authenticator, domain, isFirstRun }: FirstRunWork,
  alias: string,
  name: string,
  roleGroups: readonly string[],
  chosenPassword: string | null,
): Promise<Omit<NewAccount, 'role'> | null> {
  const address = `${alias}@${domain}`;
  const known = directory.findMailbox(address);
  if (known !== null && !isFirstRun) return null;
  const password = chosenPassword ?? generatePassword();
  const shown = chosenPassword === null ? password : null;
  if (known !== null) {
    await directory.setPasswordHash(known.guid, await authenticator.hashPassword(password));
    return { address, password: shown, isReplaced: true };
  }
  await directory.createMailbox(
    { name, alias, displayName: name, userPrincipalName: address, primarySmtpAddress: address, roleGroups },
    await authenticator.hashPassword(password),
  );
  return { address, password: shown, isReplaced: false };
}

async function isEmpty({ directory, mail }: FirstRunWork, address: string): Promise<boolean> {
  const mailbox = directory.findMailbox(address);
  if (mailbox === null) return false;
  const store = await mail.account(mailbox.guid);
  return (await store.folder('INBOX')).status.messages === 0;
}

async function deliverSamples({ directory, mail, dev, now, domain }: FirstRunWork, address: string): Promise<void> {
  const mailbox = directory.findMailbox(address);
  if (mailbox === null) return;
  const store = await mail.account(mailbox.guid);
  const inbox = await store.folder('INBOX');
  for (const sample of dev ? devMessages(address, domain, now) : [welcomeMessage(address, domain, now)]) {
    const incoming = await store.beginMessage();
    await incoming.write(Buffer.from(sample.text));
    await store.append(inbox.folderId, [
      { message: await incoming.finish(), flags: noFlags, internalDate: sample.date },
    ]);
  }
}
