import { adminAuditSettings } from '../../domain/audit/admin-audit-settings.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { Cmdlet } from './cmdlet.ts';
import { matchesWildcard } from './wildcard.ts';

/** Whether calls of the cmdlet are written down (Set-AdminAuditLogConfig); who changes that is, always. */
export function isAudited(settings: Pick<SettingsStore, 'effective'>, cmdlet: Cmdlet): boolean {
  if (!cmdlet.supportsShouldProcess) return false;
  if (cmdlet.name === 'Set-AdminAuditLogConfig') return true;
  const values = settings.effective(adminAuditSettings);
  const isIn = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesWildcard(pattern, cmdlet.name));
  return (
    values.AdminAuditLogEnabled &&
    // Test cmdlets change nothing; Exchange leaves them out too.
    (values.TestCmdletLoggingEnabled || !cmdlet.name.startsWith('Test-')) &&
    isIn(values.AdminAuditLogCmdlets) &&
    !isIn(values.AdminAuditLogExcludedCmdlets)
  );
}
