import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import type { SessionProtocol } from '../services/admission/live-sessions.ts';
import type { BoundParameters } from './engine/bound-parameters.ts';
import type { Cmdlet, CmdletContext } from './engine/cmdlet.ts';

export interface SettingsCmdletsOptions {
  readonly definition: SettingsDefinition;
  /** `IMAP4`, `POP3`: the protocol as Exchange prints it. */
  readonly protocolName: string;
  /** The same in a French sentence, where it is no name; `protocolName` when left out. */
  readonly frenchName?: string;
  /** What the object is in Exchange; absent: a protocol's settings on the server (`CAS01\\1`). */
  readonly kind?: 'server' | 'organization';
  /** Of `server`: the object of the server that holds them, `owa (Default Web Site)`; absent: the server itself. */
  readonly directoryName?: string;
  /** Whose live sessions limits and time-outs concern; `null` for none. */
  readonly sessions: SessionProtocol | null;
  /** Roles of Set-; Get- has the viewing ones besides. */
  readonly roles: readonly string[];
  readonly defaultColumns?: readonly string[];
  /** What Set- says once it has changed something. */
  readonly afterChange?: (context: CmdletContext, parameters: BoundParameters) => Promise<void>;
  /** Examples of Set-, with the noun's own values. */
  readonly examples: Cmdlet['examples'];
}
