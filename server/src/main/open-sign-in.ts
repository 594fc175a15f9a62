import type { SettingsStore } from '../domain/configuration/settings-store.ts';
import type { ThrottlingPolicies } from '../domain/configuration/throttling-policies.ts';
import { openCredentials } from '../domain/credentials/open-credentials.ts';
import type { Directory } from '../domain/directory/directory.ts';
import type { Log } from '../platform/log/log.ts';
import { endSessionsElsewhere } from '../services/admission/end-sessions-elsewhere.ts';
import { createLiveSessions } from '../services/admission/create-live-sessions.ts';
import type { LiveSessions } from '../services/admission/live-sessions.ts';
import type { Authenticator } from '../services/authentication/authenticator.ts';
import { createAuthenticator, defaultAuthenticationLimits } from '../services/authentication/create-authenticator.ts';
import { type Identity, openIdentity } from '../services/authentication/identity.ts';
import { OneTimeCredentials } from '../services/authentication/one-time-credentials.ts';
import { signInSettings } from '../services/authentication/sign-in-settings.ts';
import type { MailboxAuditor } from '../services/mailbox-audit/mailbox-auditor.ts';
import type { SystemScope } from '../storage/system-scope.ts';
import type { OnClose } from './on-close.ts';
import type { ServerOptions } from './server-options.ts';

export interface SignIn {
  readonly oneTimeCredentials: OneTimeCredentials;
  readonly liveSessions: LiveSessions;
  readonly identity: Identity;
  readonly authenticator: Authenticator;
}

/** Who may come in at every door, and who is in. */
export async function openSignIn(parts: {
  readonly options: ServerOptions;
  /** The system scope, migrated. */
  readonly scope: SystemScope;
  readonly log: Log;
  readonly directory: Directory;
  readonly settings: SettingsStore;
  readonly throttling: ThrottlingPolicies;
  readonly auditor: MailboxAuditor;
  /** Connections that this process may have open at once. */
  readonly mostSessions: number;
  readonly onClose: OnClose;
}): Promise<SignIn> {
  const { options, scope, log, directory, settings, throttling, auditor, onClose } = parts;
  const { clock } = options;
  const oneTimeCredentials = new OneTimeCredentials(clock);
  const liveSessions = createLiveSessions({
    clock,
    most: parts.mostSessions,
    signedIn: ({ protocol, remoteAddress, client }, accountId) =>
      auditor.signedIn({ protocol, remoteAddress, client, accountId }),
    policyLimit: (limit, accountId) =>
      throttling.limitOf(directory.findMailbox(accountId) ?? { otherProperties: {} }, limit),
  });
  const identity = await openIdentity({
    credentials: await openCredentials({ scope }),
    scope,
    clock,
    liveSessions,
    log,
    allowances: defaultAuthenticationLimits,
    settings: () => settings.effective(signInSettings),
    noted: ({ door, result, mailbox, remoteAddress, client }) => {
      if (result !== 'signed-in' || mailbox === null) return;
      auditor.signedIn({ protocol: door === 'web' ? 'OWA' : 'ECP', remoteAddress, client, accountId: mailbox });
    },
  });
  onClose(() => identity.flush());
  onClose(async () => identity.stop());
  const { credentials, appPasswords } = identity;
  const stopWatching = endSessionsElsewhere({
    clock,
    directory,
    liveSessions,
    appPasswords: {
      exists: (id) => appPasswords.find(id) !== null,
      onRemove: (listener) => credentials.onRemove(listener),
    },
  });
  onClose(async () => stopWatching());
  const authenticator = createAuthenticator({
    directory,
    clock,
    log,
    oneTimeCredentials,
    beyond: identity,
    guesses: identity.guesses,
    ...(options.hashCost === undefined ? {} : { hashCost: options.hashCost }),
  });
  return { oneTimeCredentials, liveSessions, identity, authenticator };
}
