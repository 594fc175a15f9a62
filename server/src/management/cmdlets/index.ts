import type { Cmdlet } from '../engine/cmdlet.ts';
import { getImapSettings, setImapSettings } from './client-access/imap-settings.ts';
import { getPopSettings, setPopSettings } from './client-access/pop-settings.ts';
import { getReceiveConnector } from './mail-flow/get-receive-connector.ts';
import { newReceiveConnector } from './mail-flow/new-receive-connector.ts';
import { removeReceiveConnector } from './mail-flow/remove-receive-connector.ts';
import { setReceiveConnector } from './mail-flow/set-receive-connector.ts';
import { getPendingSetting } from './services/get-pending-setting.ts';
import { getService } from './services/get-service.ts';
import { restartService } from './services/restart-service.ts';
import { setService } from './services/set-service.ts';
import { startService } from './services/start-service.ts';
import { stopService } from './services/stop-service.ts';

/** Every cmdlet there is. A new one is a file and a line here. */
export const cmdlets: readonly Cmdlet[] = [
  getImapSettings,
  setImapSettings,
  getPopSettings,
  setPopSettings,
  getReceiveConnector,
  newReceiveConnector,
  setReceiveConnector,
  removeReceiveConnector,
  getPendingSetting,
  getService,
  startService,
  stopService,
  restartService,
  setService,
];
