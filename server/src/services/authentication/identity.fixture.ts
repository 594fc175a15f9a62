import type { Mailbox } from '../../domain/directory/directory.ts';
import { credentialMigrations } from '../../domain/credentials/credential-migrations.ts';
import { openCredentials } from '../../domain/credentials/open-credentials.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { createLiveSessions } from '../admission/create-live-sessions.ts';
import { createAuthenticator, defaultAuthenticationLimits } from './create-authenticator.ts';
import { openIdentity } from './identity.ts';
import { hashPassword } from './password-hashing.ts';
import { type SignInSettings, signInSettings } from './sign-in-settings.ts';

const server = { serverName: 'CAS01', fqdn: 'cas01.test', dataDirectory: '/d', bindAddress: null, portOffset: 0 };

/** Anna and Ben of example.test over a real directory, and everything that they prove themselves with. */
export async function people(change: Partial<SignInSettings> = {}) {
  const scope = memoryScope(directoryMigrations, credentialMigrations);
  const clock = new ManualClock();
  const directory = await openExampleDirectory(scope, clock);
  const person = async (alias: string, password: string): Promise<Mailbox> =>
    createPerson(directory, alias, await hashPassword(password));
  const anna = await person('anna', 'correct horse');
  const ben = await person('ben', 'battery staple');
  const liveSessions = createLiveSessions({ clock });
  const settings: SignInSettings = { ...signInSettings.defaults(server), ...change };
  const open = async () => {
    const identity = await openIdentity({
      credentials: await openCredentials({ scope }),
      scope,
      clock,
      liveSessions,
      log: silentLog,
      allowances: { ...defaultAuthenticationLimits, forAccount: { most: 3, forgiveMs: 60_000 } },
      settings: () => settings,
    });
    const authenticator = createAuthenticator({
      directory,
      clock,
      log: silentLog,
      beyond: identity,
      guesses: identity.guesses,
    });
    return { identity, authenticator };
  };
  return { scope, clock, directory, anna, ben, liveSessions, settings, open, ...(await open()) };
}
