import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { auditMigrations } from '../domain/audit/audit-migrations.ts';
import { configurationMigrations } from '../domain/configuration/configuration-migrations.ts';
import { openReceiveConnectors } from '../domain/configuration/open-receive-connectors.ts';
import { openSettingsStore } from '../domain/configuration/open-settings-store.ts';
import { openServerRecord } from '../domain/configuration/server-record.ts';
import { openServiceStartup } from '../domain/configuration/service-startup.ts';
import { directoryMigrations } from '../domain/directory/directory-migrations.ts';
import { openDirectory } from '../domain/directory/open-directory.ts';
import { openMailStore } from '../domain/mail/open-mail-store.ts';
import { createWebService } from '../http/index.ts';
import { webSettings } from '../http/web-settings.ts';
import { createMetrics } from '../platform/metrics/prometheus-metrics.ts';
import { CertificateFolder } from '../platform/tls/certificate-folder.ts';
import { createImapService } from '../protocols/imap/service.ts';
import { imapSettings } from '../protocols/imap/settings.ts';
import { createPop3Service } from '../protocols/pop3/service.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import type { Service } from '../protocols/service.ts';
import { createSmtpService } from '../protocols/smtp/service.ts';
import { createLiveSessions } from '../services/admission/create-live-sessions.ts';
import { createAuthenticator } from '../services/authentication/create-authenticator.ts';
import { createDelivery } from '../services/delivery/create-delivery.ts';
import { migrate } from '../storage/migrations.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { makeOrganisation } from './first-run.ts';
import { openEngine } from './open-engine.ts';
import type { RunningServer } from './running-server.ts';
import type { ServerOptions } from './server-options.ts';
import { settleServerFacts } from './settle-server-facts.ts';
import { version } from './version.ts';

/**
 * The composition root: opens everything in the order of the rooms, starts the services that start by themselves.
 * When one thing fails, what was opened is closed and the error, a sentence for the operator, passes on.
 */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close().catch((cause: unknown) => options.log.error('closing', cause));
    closers.length = 0;
  };
  try {
    return await open(options, (close) => closers.push(close), closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}
