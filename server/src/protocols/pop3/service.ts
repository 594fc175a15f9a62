import { ByteSize } from '@relais/management-contract';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Endpoint, Transport } from '../../platform/net/transport.ts';
import { createProtocolLog } from '../../platform/protocol-log/create-protocol-log.ts';
import { logDirectory } from '../../platform/protocol-log/log-directory.ts';
import type { RollOver } from '../../platform/protocol-log/log-file-name.ts';
import { type ProtocolLog, silentProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { ExclusiveLocks } from '../../storage/exclusive-locks.ts';
import type { LiveSession, LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { Service, ServiceState } from '../service.ts';
import { bindingsOf } from './bindings.ts';
import { ExactSizes } from './exact-sizes.ts';
import { Listeners } from './listeners.ts';
import { MaildropLocks } from './maildrop-locks.ts';
import { Session } from './session.ts';
import type { SessionContext } from './session-context.ts';
import { type PopSettings, popSettings } from './settings.ts';
import { actAs } from '../../services/mailbox-audit/acting-session.ts';

export interface Pop3ServiceNeeds {
  readonly settings: SettingsStore;
  readonly mailStore: MailStore;
  /** A maildrop is one session's, among all processes that share the store. */
  readonly locks: ExclusiveLocks;
  readonly authenticator: Authenticator;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose connections begin with a PROXY header. */
  readonly isProxy?: (address: string) => boolean;
  /** Its data directory is %ExchangeInstallPath% of LogFileLocation. */
  readonly server: ServerFacts;
  /** For IMPLEMENTATION (RFC 2449 §6.9). */
  readonly version?: string;
}

/** How long sessions get for the command in hand when the service stops (10 s for everything). */
const stopGraceMs = 8_000;

/** POP3 under the name that Windows services have in Exchange. */
export function createPop3Service(needs: Pop3ServiceNeeds): Service {
  return new Pop3Service(needs);
}

class Pop3Service implements Service {
  readonly name = 'MSExchangePop3';
  readonly alsoKnownAs = ['MSExchangePOP3BE'] as const;
  readonly displayName = 'Microsoft Exchange POP3';
  readonly #needs: Pop3ServiceNeeds;
  readonly #listeners: Listeners;
  readonly #locks: MaildropLocks;
  readonly #exactSizes = new ExactSizes();
  readonly #sessions = new Set<Session>();
  #context: SessionContext | null = null;
  #startedAt: number | null = null;

  constructor(needs: Pop3ServiceNeeds) {
    this.#needs = { ...needs, log: needs.log.with({ protocol: 'POP3' }) };
    this.#locks = new MaildropLocks(needs.clock, needs.locks);
    this.#listeners = new Listeners({
      onConnection: (transport) => this.#accept(transport),
      tlsContext: () => needs.certificates.contextFor(this.#context?.settings.X509CertificateName, 'POP'),
      isProxy: needs.isProxy ?? (() => false),
      log: needs.log,
    });
  }

  get state(): ServiceState {
    return this.#context === null ? 'Stopped' : 'Running';
  }

  get startedAt(): number | null {
    return this.#startedAt;
  }

  get bound(): readonly Endpoint[] {
    return this.#listeners.bound;
  }

  sessions(): readonly LiveSession[] {
    return [...this.#sessions].map((session) => session.live);
  }

  async start(): Promise<void> {
    if (this.#context === null) await this.#takeOver();
  }

  async restart(): Promise<void> {
    const before = this.#context;
    const sessions = [...this.#sessions];
    await this.#takeOver();
    await this.#closeSessions(sessions, {
      en: 'Connection is closed. 20 (The POP3 service was restarted; connect again.)',
      fr: 'La connexion est fermée. 20 (Le service POP3 a été redémarré ; reconnectez-vous.)',
    });
    await before?.protocolLog.close();
  }

  async stop(): Promise<void> {
    const before = this.#context;
    if (before === null) return;
    await this.#listeners.exchange([]);
    this.#context = null;
    this.#startedAt = null;
    await this.#closeSessions([...this.#sessions], {
      en: 'Connection is closed. 20 (The POP3 service is being stopped.)',
      fr: 'La connexion est fermée. 20 (Le service POP3 est en cours d’arrêt.)',
    });
    await before.protocolLog.close();
  }

  /** The configured settings become those of the service; when a port cannot be opened, nothing changes. */
  async #takeOver(): Promise<void> {
    const { settings: store, clock, log } = this.#needs;
    const settings = store.configured(popSettings);
    const context: SessionContext = {
      ...this.#needs,
      settings,
      version: this.#needs.version ?? '0.1.0',
      protocolLog: this.#protocolLog(settings),
      locks: this.#locks,
      exactSizes: this.#exactSizes,
    };
    const before = this.#context;
    // A connection may come in while the last of several ports is being opened.
    this.#context = context;
    try {
      await this.#listeners.exchange(bindingsOf(settings));
    } catch (error) {
      this.#context = before;
      await context.protocolLog.close();
      throw error;
    }
    store.applyServiceRestart(popSettings);
    this.#startedAt = clock.now();
    log.info('pop3 service started', { bound: this.bound.map(({ address, port }) => `${address}:${port}`).join(' ') });
  }

  #protocolLog(settings: PopSettings): ProtocolLog {
    if (!settings.ProtocolLogEnabled) return silentProtocolLog;
    const { clock, log, server } = this.#needs;
    const quota = settings.LogPerFileSizeQuota;
    return createProtocolLog({
      kind: 'POP3',
      directory: logDirectory(settings.LogFileLocation, server.dataDirectory),
      rollOver: settings.LogFileRollOverSettings as RollOver,
      sizeQuotaBytes: quota instanceof ByteSize ? quota.bytes : null,
      clock,
      log,
    });
  }

  #accept(transport: Transport): void {
    const context = this.#context;
    if (context === null) {
      transport.destroy();
      return;
    }
    const session = new Session(transport, context);
    this.#sessions.add(session);
    actAs(session.live, () => session.run()).catch((error: unknown) =>
      context.log.error('pop3 session failed at its end', error),
    );
    void session.ended.then(() => this.#sessions.delete(session));
  }

  async #closeSessions(
    sessions: readonly Session[],
    words: { readonly en: string; readonly fr: string },
  ): Promise<void> {
    for (const session of sessions) session.close('service-stopped', words);
    const grace = Promise.withResolvers<void>();
    const timer = this.#needs.clock.after(stopGraceMs, grace.resolve);
    await Promise.race([Promise.all(sessions.map((session) => session.ended)), grace.promise]);
    timer.cancel();
    for (const session of sessions) if (this.#sessions.has(session)) session.transport.destroy();
  }
}
