import type { Builtin } from '../runtime/builtin.ts';

/** Runs a block whose changes are undone by the server itself, unless somebody confirms them in time. */
export const startSettingsTrial: Builtin = {
  name: 'Start-SettingsTrial',
  synopsis: {
    en: 'Runs a block that changes settings, and has the server undo it unless Confirm-SettingsTrial says that it is good.',
    fr: 'Exécute un bloc qui modifie des paramètres ; le serveur l’annule sauf si Confirm-SettingsTrial dit qu’il est bon.',
  },
  parameters: [
    {
      name: 'Minutes',
      type: 'number',
      help: { en: 'When it is undone; 10 when left out.', fr: 'Quand il est annulé ; 10 par défaut.' },
    },
    { name: 'ScriptBlock', type: 'block', position: 1, mandatory: true },
  ],
  examples: [
    'Start-SettingsTrial -Minutes 10 { Set-ImapSettings -SSLBindings 0.0.0.0:1993; Restart-Service MSExchangeImap4 }',
  ],
  start: (invocation, given) => ({
    process: async () => {
      const { engine, context, extent } = invocation;
      const block = given.block('ScriptBlock');
      if (block === null) return;
      const minutes = given.number('Minutes') ?? 10;
      const begun = await engine.runCommand(
        'New-SettingsTrial',
        [{ kind: 'parameter', name: 'Minutes', value: minutes, written: String(minutes), extent }],
        { ...context, emit: async () => undefined },
      );
      if (!begun) return invocation.markFailed();
      const undo = async (): Promise<void> => {
        await engine.runCommand('Stop-SettingsTrial', [], { ...context, emit: async () => undefined });
      };
      try {
        await engine.runBlock(block, { ...context, isGuarded: true }, { sharesScope: true, emit: invocation.emit });
      } catch (error) {
        // What broke off in the middle is not worth trying.
        await undo();
        throw error;
      }
      context.face.settle();
      context.face.host(
        engine.session.language === 'fr'
          ? `Annulé dans ${minutes} min, sauf si vous entrez Confirm-SettingsTrial. Stop-SettingsTrial annule maintenant.\n`
          : `Undone in ${minutes} min unless you enter Confirm-SettingsTrial. Stop-SettingsTrial undoes it now.\n`,
      );
    },
  }),
};
