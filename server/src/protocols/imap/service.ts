import { Unlimited } from '@relais/management-contract';
import { type Binding, parseBinding } from '../../domain/configuration/binding.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { type Listener, listen } from '../../platform/net/listener.ts';
import type { Endpoint, Transport } from '../../platform/net/transport.ts';
import { createProtocolLog } from '../../platform/protocol-log/create-protocol-log.ts';
import { logDirectory } from '../../platform/protocol-log/log-directory.ts';
import type { RollOver } from '../../platform/protocol-log/log-file-name.ts';
import { type ProtocolLog, silentProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import type { Service, ServiceState } from '../service.ts';
import { Session } from './session.ts';
import type { SessionContext } from './session-context.ts';
import { type ImapSettings, imapSettings } from './settings.ts';
import { actAs } from '../../services/mailbox-audit/acting-session.ts';

export interface ImapServiceNeeds {
  readonly settings: SettingsStore;
  readonly certificates: Certificates;
  readonly authenticator: Authenticator;
  readonly mailboxes: Mailboxes;
  readonly mailStore: MailStore;
  readonly liveSessions: LiveSessions;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose connections begin with a PROXY header. */
  readonly isProxy?: (address: string) => boolean;
  /** Where %ExchangeInstallPath% of LogFileLocation is. */
  readonly dataDirectory: string;
  /** For ID (RFC 2971). */
  readonly version: string;
  /** `https://…/.well-known/jmap` (RFC 9698), as it is published now; undefined while it is not. */
  readonly jmapUrl?: () => string | undefined;
  /** Whose mailbox a URL names, who is meant in an access control list, and where quotas are kept. */
  readonly directory: Pick<Directory, 'findLogin' | 'findRecipient' | 'updateMailbox' | 'onChange'>;
  /** APPENDLIMIT; default 35 MB as Exchange's connectors have it. */
  readonly largestMessageBytes?: number;
}

/** One listener, under the words of the settings that made it. */
interface Door {
  readonly binding: string;
  readonly isTls: boolean;
  readonly listener: Listener;
}

const stopLimitMs = 10_000;

/** IMAP4 under the name that Windows services have in Exchange. */
export function createImapService(needs: ImapServiceNeeds): Service {
  const log = needs.log.with({ protocol: 'IMAP4' });
  const sessions = new Set<Session>();
  let doors: readonly Door[] = [];
  let state: ServiceState = 'Stopped';
  let startedAt: number | null = null;
  let context: SessionContext | undefined;
  let stopListening: (() => void) | undefined;

  function accept(transport: Transport): void {
    if (context === undefined) {
      transport.destroy();
      return;
    }
    const session = new Session(transport, context);
    sessions.add(session);
    void actAs(session.live, () => session.run())
      .catch((error: unknown) => log.error('imap session ended badly', error, { connection: transport.id }))
      .finally(() => sessions.delete(session));
  }

  async function open(settings: ImapSettings, kept: readonly Door[]): Promise<Door[]> {
    const opened: Door[] = [];
    const fresh: Door[] = [];
    try {
      for (const { binding, isTls } of wantedDoors(settings)) {
        const old = kept.find((door) => door.binding === binding && door.isTls === isTls);
        if (old !== undefined) {
          opened.push(old);
          continue;
        }
        const implicitTls = isTls
          ? { implicitTls: () => needs.certificates.contextFor(context?.settings.X509CertificateName ?? null, 'IMAP') }
          : {};
        const listener = await listen({
          ...endpointOf(binding),
          ...implicitTls,
          ...(needs.isProxy === undefined ? {} : { isProxy: needs.isProxy }),
          onConnection: accept,
        });
        const door = { binding, isTls, listener };
        opened.push(door);
        fresh.push(door);
      }
      return opened;
    } catch (error) {
      for (const door of fresh) await door.listener.close();
      throw error;
    }
  }

  function contextOf(settings: ImapSettings): SessionContext {
    return {
      settings,
      mailboxes: needs.mailboxes,
      mailStore: needs.mailStore,
      authenticator: needs.authenticator,
      liveSessions: needs.liveSessions,
      certificates: needs.certificates,
      clock: needs.clock,
      log,
      protocolLog: openProtocolLog(settings, needs),
      spoolDirectory: needs.dataDirectory,
      largestMessageBytes: needs.largestMessageBytes ?? 36_700_160,
      version: needs.version,
      get jmapUrl() {
        return needs.jmapUrl?.();
      },
      directory: needs.directory,
    };
  }

  async function endSessions(ending: readonly Session[], words: string): Promise<void> {
    for (const session of ending) session.close('service-stopped', words);
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, stopLimitMs);
    await Promise.race([Promise.all(ending.map((session) => session.ended)), limit.promise]);
    clearTimeout(timer);
    for (const session of ending) session.transport.destroy();
  }

  return {
    name: 'MSExchangeImap4',
    alsoKnownAs: ['MSExchangeIMAP4BE'],
    displayName: 'Microsoft Exchange IMAP4',
    get state() {
      return state;
    },
    get startedAt() {
      return startedAt;
    },
    get bound(): readonly Endpoint[] {
      return doors.map(({ listener }) => listener.bound);
    },
    sessions: () => [...sessions].map((session) => session.live),

    async start() {
      if (state === 'Running') return;
      needs.settings.applyServiceRestart(imapSettings);
      const settings = needs.settings.effective(imapSettings);
      context = contextOf(settings);
      try {
        doors = await open(settings, []);
      } catch (error) {
        await context.protocolLog.close();
        context = undefined;
        throw error;
      }
      stopListening = needs.directory.onChange(() => {
        for (const session of sessions) session.changes.noteRights();
      });
      state = 'Running';
      startedAt = needs.clock.now();
      log.info('imap service started', { bindings: doors.map(({ binding }) => binding).join(' ') });
    },

    async stop() {
      if (state === 'Stopped') return;
      state = 'Stopped';
      startedAt = null;
      stopListening?.();
      const closing = doors;
      doors = [];
      for (const { listener } of closing) await listener.close();
      await endSessions([...sessions], 'The IMAP4 service is stopping.');
      await context?.protocolLog.close();
      context = undefined;
      log.info('imap service stopped');
    },

    async restart() {
      if (state === 'Stopped') return this.start();
      const settings = needs.settings.configured(imapSettings);
      const before = { doors, context, sessions: [...sessions] };
      // New doors first: if one of them cannot be opened, everything stays as it is.
      doors = await open(settings, before.doors);
      needs.settings.applyServiceRestart(imapSettings);
      context = contextOf(needs.settings.effective(imapSettings));
      startedAt = needs.clock.now();
      for (const door of before.doors) if (!doors.includes(door)) await door.listener.close();
      await endSessions(before.sessions, 'The IMAP4 service is restarting; connect again.');
      await before.context?.protocolLog.close();
      log.info('imap service restarted', { bindings: doors.map(({ binding }) => binding).join(' ') });
    },
  };
}

function wantedDoors(settings: ImapSettings): { binding: string; isTls: boolean }[] {
  return [
    ...bindingsOf(settings.UnencryptedOrTLSBindings).map((binding) => ({ binding, isTls: false })),
    ...bindingsOf(settings.SSLBindings).map((binding) => ({ binding, isTls: true })),
  ];
}

/** `$null` empties the list. */
function bindingsOf(bindings: readonly string[] | null): readonly string[] {
  return bindings ?? [];
}

function endpointOf(binding: string): Binding {
  const parsed = parseBinding(binding);
  if (parsed === null)
    throw new Error(`"${binding}" is no binding; write address:port, such as 0.0.0.0:143 or [::]:143`);
  return parsed;
}

function openProtocolLog(settings: ImapSettings, { dataDirectory, clock, log }: ImapServiceNeeds): ProtocolLog {
  if (!settings.ProtocolLogEnabled) return silentProtocolLog;
  const quota = settings.LogPerFileSizeQuota;
  return createProtocolLog({
    kind: 'IMAP4',
    directory: logDirectory(settings.LogFileLocation, dataDirectory),
    rollOver: settings.LogFileRollOverSettings as RollOver,
    sizeQuotaBytes: quota instanceof Unlimited ? null : quota.bytes,
    clock,
    log,
  });
}
