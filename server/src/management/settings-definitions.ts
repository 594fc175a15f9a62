import { adminAuditSettings } from '../domain/audit/admin-audit-settings.ts';
import { eventLogSettings } from '../domain/configuration/event-log-settings.ts';
import { frontendTransportSettings } from '../domain/configuration/frontend-transport-settings.ts';
import { mailboxDatabaseSettings } from '../domain/configuration/mailbox-database-settings.ts';
import { ecpSettings } from '../domain/configuration/ecp-settings.ts';
import { owaSettings } from '../domain/configuration/owa-settings.ts';
import { proxySettings } from '../domain/configuration/proxy-settings.ts';
import { transportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import { transportSettings } from '../domain/configuration/transport-settings.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';
import { imapSettings } from '../protocols/imap/settings.ts';
import { popSettings } from '../protocols/pop3/settings.ts';
import { signInSettings } from '../services/authentication/sign-in-settings.ts';

/** Every group of settings that cmdlets read and change. */
export const settingsDefinitions = [
  imapSettings,
  popSettings,
  owaSettings,
  ecpSettings,
  webSettings,
  proxySettings,
  transportSettings,
  transportServiceSettings,
  frontendTransportSettings,
  mailboxDatabaseSettings,
  adminAuditSettings,
  signInSettings,
  eventLogSettings,
];
