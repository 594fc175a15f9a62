import type { Cmdlet } from '../engine/cmdlet.ts';
import { getImapSettings, setImapSettings } from './client-access/imap-settings.ts';
import { getPopSettings, setPopSettings } from './client-access/pop-settings.ts';

/** Every cmdlet there is. A new one is a file and a line here. */
export const cmdlets: readonly Cmdlet[] = [getImapSettings, setImapSettings, getPopSettings, setPopSettings];
