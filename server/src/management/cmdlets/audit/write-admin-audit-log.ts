import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const writeAdminAuditLog = defineCmdlet({
  name: 'Write-AdminAuditLog',
  synopsis: {
    en: 'Writes a remark into the audit log of administrators.',
    fr: 'Écrit une remarque dans le journal d’audit des administrateurs.',
  },
  description: {
    en: 'For what cmdlets cannot say of themselves: the number of a change, who asked for it. It stands among them, and cannot be taken away.',
    fr: 'Pour ce que les cmdlets ne disent pas d’elles-mêmes : le numéro d’un changement, qui l’a demandé. Elle figure parmi elles et ne s’efface pas.',
  },
  parameters: [
    {
      name: 'Comment',
      type: { kind: 'string', maxLength: 500 },
      mandatory: true,
      position: 1,
      help: {
        en: 'The remark, a line of at most 500 characters.',
        fr: 'La remarque, une ligne de 500 caractères au plus.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Write-AdminAuditLog -Comment "Change 4711: quotas raised, asked for by the board"',
      explanation: {
        en: 'Search-AdminAuditLog -Cmdlets Write-AdminAuditLog finds it.',
        fr: 'Search-AdminAuditLog -Cmdlets Write-AdminAuditLog la retrouve.',
      },
    },
  ],
  roles: ['Organization Configuration', 'Audit Logs'],
  run(context) {
    const action = {
      en: 'Writing a remark into the audit log.',
      fr: 'Écriture d’une remarque dans le journal d’audit.',
    };
    if (context.shouldProcess(action)) context.changed(context.services.directory.organizationName);
    return Promise.resolve();
  },
});
