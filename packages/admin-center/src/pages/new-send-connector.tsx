import { Credential, type ManagementValue, SecureText } from '@relais/management-contract';
import { useState } from 'react';
import { useDraft } from '../form/draft.ts';
import { ChoiceField, ListField, NumberField, rangeProblem, SwitchField, TextField } from '../form/fields.tsx';
import { WizardDialog } from '../form/wizard-dialog.tsx';
import { useWords } from '../language/words.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';

/** Where mail of each usage goes when nobody says otherwise. */
const usages = {
  Internet: { spaces: ['SMTP:*;1'], byDns: true },
  Internal: { spaces: ['SMTP:*;1'], byDns: false },
  Partner: { spaces: [], byDns: true },
  Custom: { spaces: ['SMTP:*;1'], byDns: true },
} as const;

const portRange = { min: 1, max: 65_535, standard: 25 };

type Usage = keyof typeof usages;

/** The wizard for a send connector: usage, way out, which domains; as Exchange asks it. */
export function NewSendConnector({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const run = useRun();
  const [chosen, setChosen] = useState<Usage>('Internet');
  const draft = useDraft({
    Name: '',
    Usage: chosen,
    Route: usages[chosen].byDns ? 'dns' : 'smart-hosts',
    SmartHosts: [],
    Port: '25',
    User: '',
    Password: '',
    RequireTLS: chosen === 'Partner',
    AddressSpaces: usages[chosen].spaces,
  });
  if (draft.text('Usage') !== chosen && draft.text('Usage') in usages) setChosen(draft.text('Usage') as Usage);
  const usesHosts = draft.text('Route') === 'smart-hosts';
  const parameters: Record<string, ManagementValue> = {
    Name: draft.text('Name').trim(),
    Usage: draft.text('Usage'),
    AddressSpaces: draft.list('AddressSpaces'),
    DNSRoutingEnabled: !usesHosts,
    ...(usesHosts && { SmartHosts: draft.list('SmartHosts') }),
    ...(usesHosts && draft.text('Port') !== '25' && { Port: Number(draft.text('Port')) }),
    ...(usesHosts &&
      draft.text('User') !== '' && {
        SmartHostAuthMechanism: 'BasicAuthRequireTLS',
        AuthenticationCredential: new Credential(draft.text('User'), new SecureText(draft.text('Password'))),
      }),
    ...(draft.isOn('RequireTLS') && { RequireTLS: true }),
  };
  const commands: readonly Command[] = [{ cmdlet: 'New-SendConnector', parameters }];
  return (
    <WizardDialog
      title={t('sendConnectors.newTitle')}
      commands={commands}
      onFinish={() => run(commands)}
      onClose={onClose}
      steps={[
        {
          title: t('sendConnectors.usage'),
          problem: draft.text('Name').trim() === '' ? t('mailboxes.nameNeeded') : null,
          content: (
            <>
              <TextField draft={draft} name="Name" label={t('connectors.name')} required />
              <ChoiceField
                draft={draft}
                name="Usage"
                label={t('connectors.type')}
                radio
                choices={[
                  ['Custom', t('sendConnectors.custom')],
                  ['Internal', t('sendConnectors.internal')],
                  ['Internet', t('sendConnectors.internet')],
                  ['Partner', t('sendConnectors.partner')],
                ]}
              />
            </>
          ),
        },
        {
          title: t('sendConnectors.delivery'),
          problem: usesHosts
            ? draft.list('SmartHosts').length === 0
              ? t('sendConnectors.hostNeeded')
              : rangeProblem(draft.text('Port'), portRange, t)
            : null,
          content: (
            <>
              <ChoiceField
                draft={draft}
                name="Route"
                label={t('sendConnectors.route')}
                radio
                choices={[
                  ['dns', t('sendConnectors.byDns')],
                  ['smart-hosts', t('sendConnectors.byHosts')],
                ]}
              />
              {usesHosts && (
                <>
                  <ListField
                    draft={draft}
                    name="SmartHosts"
                    label={t('sendConnectors.smartHosts')}
                    addLabel={t('sendConnectors.smartHosts')}
                    placeholder="relay.example.com"
                  />
                  <NumberField draft={draft} name="Port" label={t('clientAccess.port')} range={portRange} />
                  <TextField
                    draft={draft}
                    name="User"
                    label={t('sendConnectors.user')}
                    hint={t('sendConnectors.userHint')}
                  />
                  {draft.text('User') !== '' && (
                    <TextField draft={draft} name="Password" label={t('form.password')} secret />
                  )}
                </>
              )}
              <SwitchField draft={draft} name="RequireTLS" label={t('sendConnectors.requireTls')} />
            </>
          ),
        },
        {
          title: t('sendConnectors.addressSpaces'),
          problem: draft.list('AddressSpaces').length === 0 ? t('sendConnectors.spaceNeeded') : null,
          content: (
            <ListField
              draft={draft}
              name="AddressSpaces"
              label={t('sendConnectors.addressSpaces')}
              hint={t('sendConnectors.addressSpacesHint')}
              addLabel={t('sendConnectors.addressSpaces')}
              placeholder="*.example.com"
            />
          ),
        },
      ]}
    />
  );
}
