import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Permissions } from './permissions.ts';
import type { WriteReach } from '../write-scope/write-reach.ts';

/** Who runs a cmdlet. The local socket's owner has no mailbox and is Organization Management. */
export interface ManagementCaller {
  /** As the audit log shows it: primary SMTP address, or `local administrator`. */
  readonly name: string;
  readonly mailbox: Mailbox | null;
  readonly roleGroups: readonly string[];
  /** As of this call; the engine puts them in. */
  readonly permissions?: Permissions;
  /** Whom this call may change; `null` or absent: everybody. The engine puts it in. */
  readonly reach?: WriteReach | null;
  /** How he proved who he is: by `token`, he may not make further tokens. */
  readonly kind?: 'local' | 'session' | 'basic' | 'token';
}
