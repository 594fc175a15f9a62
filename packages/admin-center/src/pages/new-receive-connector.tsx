import { useMemo, useState } from 'react';
import { BindingDialog, bindingText } from '../form/binding-dialog.tsx';
import { useDraft } from '../form/draft.ts';
import { ChoiceField, ListField, TextField } from '../form/fields.tsx';
import { WizardDialog } from '../form/wizard-dialog.tsx';
import { useWords } from '../language/words.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';

/** What each type leaves open; the rest is its own, and New-ReceiveConnector refuses to be told (reference §2.1). */
const asks: Readonly<Record<string, { readonly bindings: boolean; readonly ranges: boolean }>> = {
  Custom: { bindings: true, ranges: true },
  Internal: { bindings: false, ranges: true },
  Internet: { bindings: true, ranges: false },
  Partner: { bindings: true, ranges: true },
  Client: { bindings: false, ranges: true },
};

/** Exchange's wizard (reference §4.4): name, role and type; then where it listens and for whom, as far as the type leaves it open. */
export function NewReceiveConnector({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const run = useRun();
  const [isAdding, setAdding] = useState(false);
  const draft = useDraft(
    useMemo(
      () => ({
        Name: '',
        TransportRole: 'FrontendTransport',
        Usage: 'Custom',
        Bindings: ['0.0.0.0:25'],
        RemoteIPRanges: ['0.0.0.0-255.255.255.255'],
      }),
      [],
    ),
  );
  const asked = asks[draft.text('Usage')] ?? { bindings: true, ranges: true };
  const commands: readonly Command[] = [
    {
      cmdlet: 'New-ReceiveConnector',
      parameters: {
        Name: draft.text('Name').trim(),
        TransportRole: draft.text('TransportRole'),
        Usage: draft.text('Usage'),
        ...(asked.bindings && { Bindings: draft.list('Bindings') }),
        ...(asked.ranges && { RemoteIPRanges: draft.list('RemoteIPRanges') }),
      },
    },
  ];
  return (
    <>
      <WizardDialog
        title={t('connectors.newTitle')}
        commands={commands}
        onFinish={() => run(commands)}
        onClose={onClose}
        steps={[
          {
            title: t('form.general'),
            problem: draft.text('Name').trim() === '' ? t('mailboxes.nameNeeded') : null,
            content: (
              <>
                <TextField draft={draft} name="Name" label={t('connectors.name')} required />
                <ChoiceField
                  draft={draft}
                  name="TransportRole"
                  label={t('connectors.role')}
                  radio
                  choices={[
                    ['FrontendTransport', t('connectors.frontend')],
                    ['HubTransport', t('connectors.hub')],
                  ]}
                />
                <ChoiceField
                  draft={draft}
                  name="Usage"
                  label={t('connectors.type')}
                  hint={t('connectors.typeHint')}
                  radio
                  choices={[
                    ['Custom', t('connectors.custom')],
                    ['Internal', t('connectors.internal')],
                    ['Internet', t('connectors.internet')],
                    ['Partner', t('connectors.partner')],
                    ['Client', t('connectors.client')],
                  ]}
                />
              </>
            ),
          },
          ...(asked.bindings
            ? [
                {
                  title: t('connectors.bindings'),
                  problem: draft.list('Bindings').length === 0 ? t('connectors.bindingNeeded') : null,
                  content: (
                    <ListField
                      draft={draft}
                      name="Bindings"
                      label={t('connectors.bindings')}
                      addLabel={t('binding.addTo', { list: t('connectors.bindings') })}
                      draw={(entry) => bindingText(entry, t)}
                      onAdd={() => setAdding(true)}
                    />
                  ),
                },
              ]
            : []),
          ...(asked.ranges
            ? [
                {
                  title: t('connectors.remote'),
                  problem: draft.list('RemoteIPRanges').length === 0 ? t('connectors.rangeNeeded') : null,
                  content: (
                    <ListField
                      draft={draft}
                      name="RemoteIPRanges"
                      label={t('connectors.remote')}
                      hint={t('connectors.remoteHint')}
                      addLabel={t('connectors.addRange')}
                      placeholder="192.0.2.0/24"
                      check={(text) =>
                        /^[\da-f.:]+(?:\/\d{1,3}|-[\da-f.:]+|\([\d.]+\))?$/i.test(text)
                          ? null
                          : t('connectors.rangeWrong')
                      }
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {isAdding && (
        <BindingDialog
          standardPort={25}
          onClose={() => setAdding(false)}
          onSave={(binding) => {
            const held = draft.list('Bindings');
            if (!held.includes(binding)) draft.set('Bindings', [...held, binding]);
            setAdding(false);
          }}
        />
      )}
    </>
  );
}
