import { defineCmdlet } from '../../engine/cmdlet.ts';

export const testAdminAuditLog = defineCmdlet({
  name: 'Test-AdminAuditLog',
  synopsis: {
    en: 'Proves that no entry of the audit log was changed or removed.',
    fr: 'Prouve qu’aucune entrée du journal d’audit n’a été modifiée ou supprimée.',
  },
  parameters: [],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-AdminAuditLog',
      explanation: { en: 'Recomputes the chain of hashes.', fr: 'Recalcule la chaîne de hachages.' },
    },
  ],
  roles: ['Audit Logs', 'View-Only Audit Logs'],
  async *run(context) {
    const proof = await context.services.audit.prove({
      signal: context.signal,
      onProgress: (done, total) =>
        context.progress(
          { en: 'Computing the chain of hashes anew', fr: 'Recalcul de la chaîne de hachages' },
          `${done}/${total}`,
          total === 0 ? null : Math.floor((100 * done) / total),
        ),
    });
    yield proof.kind === 'intact'
      ? { Result: 'Success', Entries: proof.entries, FirstBrokenEntry: null }
      : { Result: 'Failure', Entries: null, FirstBrokenEntry: proof.sequence };
    if (proof.kind === 'broken') {
      context.warn({
        en: `Entry ${proof.sequence} of the audit log is not what was written, or one before it was removed.`,
        fr: `L’entrée ${proof.sequence} du journal d’audit n’est pas celle qui a été écrite, ou une entrée précédente a été supprimée.`,
      });
    }
  },
});
