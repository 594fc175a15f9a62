import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { BindingDialog, bindingText } from '../form/binding-dialog.tsx';
import { useDraft } from '../form/draft.ts';
import { changedParameters, type FieldSpec, isInvalid, savedValues } from '../form/field-spec.ts';
import { ChoiceField, FlagsField, ListField, NumberField, SwitchField, TextField } from '../form/fields.tsx';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords } from '../language/words.ts';
import { useMay } from '../server/cmdlets.ts';
import { useRun } from '../server/use-run.ts';
import type { Command } from '../server/command-line.ts';
import { isOn, textOf } from '../server/rows.ts';
import { ConnectorPreview } from './connector-preview.tsx';
import { PendingBanner } from './pending-banner.tsx';

const messageSize = { min: 1, max: 2047, standard: 36 };
const hops = { min: 1, max: 500, standard: 60 };

const specs: readonly FieldSpec[] = [
  { name: 'Name', kind: 'text' },
  { name: 'Enabled', kind: 'switch' },
  { name: 'Comment', kind: 'text' },
  { name: 'ProtocolLoggingLevel', kind: 'choice' },
  { name: 'MaxMessageSize', kind: 'megabytes', range: messageSize },
  { name: 'MaxHopCount', kind: 'number', range: hops },
  { name: 'AdvertiseClientSettings', kind: 'switch' },
  { name: 'AuthMechanism', kind: 'flags' },
  { name: 'PermissionGroups', kind: 'flags' },
  { name: 'RemoteIPRanges', kind: 'list' },
  { name: 'Bindings', kind: 'list' },
  { name: 'Fqdn', kind: 'text' },
];

/** Mail flow > Receive connectors > Edit (reference §4.4). */
export function ConnectorProperties(props: {
  readonly row: ManagementObject;
  readonly section: string | null;
  readonly onSection: (section: string) => void;
  readonly onClose: () => void;
}) {
  const { row } = props;
  const t = useWords();
  const run = useRun();
  const may = useMay();
  const isReadOnly = !may('Set-ReceiveConnector');
  const [isAdding, setAdding] = useState(false);
  const draft = useDraft(useMemo(() => savedValues(row, specs), [row]));
  const changes = changedParameters(draft, specs);
  const commands: readonly Command[] =
    Object.keys(changes).length === 0
      ? []
      : [
          {
            cmdlet: 'Set-ReceiveConnector',
            parameters: { Identity: textOf(row, 'Identity') || textOf(row, 'Name'), ...changes },
          },
        ];

  const scoping = (
    <>
      <ListField
        draft={draft}
        name="RemoteIPRanges"
        label={t('connectors.remote')}
        hint={t('connectors.remoteHint')}
        addLabel={t('connectors.addRange')}
        placeholder="192.0.2.0/24"
        check={(text) =>
          /^[\da-f.:]+(?:\/\d{1,3}|-[\da-f.:]+|\([\d.]+\))?$/i.test(text) ? null : t('connectors.rangeWrong')
        }
      />
      <ListField
        draft={draft}
        name="Bindings"
        label={t('connectors.bindings')}
        addLabel={t('binding.addTo', { list: t('connectors.bindings') })}
        draw={(entry) => bindingText(entry, t)}
        onAdd={() => setAdding(true)}
      />
    </>
  );
  return (
    <>
      <PropertyDialog
        title={textOf(row, 'Name')}
        subtitle={t('connectors.properties')}
        section={props.section}
        onSection={props.onSection}
        isInvalid={isInvalid(draft, specs)}
        commands={commands}
        moved={draft.moved}
        onSave={async () => {
          const { warnings } = await run(commands);
          draft.reset();
          // The identity of a connector holds its name: what is open under the old one is gone.
          if ('Name' in changes) props.onClose();
          return warnings;
        }}
        onClose={props.onClose}
        // Not for what waits for a restart: a banner of the pages says that.
        staysFor={(warning) => !warning.includes('(iisreset)')}
        banner={<PendingBanner service="W3SVC" />}
        sections={[
          {
            id: 'general',
            label: t('form.general'),
            isReadOnly,
            content: (
              <>
                <TextField draft={draft} name="Name" label={t('connectors.name')} />
                <SwitchField draft={draft} name="Enabled" label={t('connectors.enabled')} />
                <TextField draft={draft} name="Comment" label={t('connectors.comment')} multiline />
                <ChoiceField
                  draft={draft}
                  name="ProtocolLoggingLevel"
                  label={t('connectors.logging')}
                  radio
                  choices={[
                    ['None', t('connectors.loggingNone')],
                    ['Verbose', t('connectors.loggingVerbose')],
                  ]}
                />
                <NumberField
                  draft={draft}
                  name="MaxMessageSize"
                  label={t('connectors.maxMessageSize')}
                  range={messageSize}
                />
                <NumberField draft={draft} name="MaxHopCount" label={t('connectors.maxHops')} range={hops} />
                <SwitchField
                  draft={draft}
                  name="AdvertiseClientSettings"
                  label={t('connectors.advertise')}
                  hint={t('connectors.advertiseHint')}
                />
                {draft.isOn('AdvertiseClientSettings') && (
                  <ConnectorPreview
                    fqdn={draft.text('Fqdn')}
                    bindings={draft.list('Bindings')}
                    offersTls={draft.list('AuthMechanism').includes('Tls')}
                    implicitTls={isOn(row, 'ImplicitTls')}
                  />
                )}
              </>
            ),
          },
          {
            id: 'security',
            label: t('connectors.security'),
            isReadOnly,
            content: (
              <>
                <FlagsField
                  draft={draft}
                  name="AuthMechanism"
                  label={t('connectors.authentication')}
                  flags={[
                    ['Tls', t('connectors.tls')],
                    ['BasicAuth', t('connectors.basic')],
                    ['BasicAuthRequireTLS', t('connectors.basicAfterTls')],
                    ['Integrated', t('connectors.integrated')],
                    ['ExchangeServer', t('connectors.exchangeServer')],
                    ['ExternalAuthoritative', t('connectors.external')],
                  ]}
                />
                <FlagsField
                  draft={draft}
                  name="PermissionGroups"
                  label={t('connectors.permissionGroups')}
                  flags={[
                    ['ExchangeServers', t('connectors.exchangeServers')],
                    ['ExchangeLegacyServers', t('connectors.legacyServers')],
                    ['Partners', t('connectors.partners')],
                    ['ExchangeUsers', t('connectors.exchangeUsers')],
                    ['AnonymousUsers', t('connectors.anonymous')],
                  ]}
                />
              </>
            ),
          },
          {
            id: 'scoping',
            label: t('connectors.scoping'),
            isReadOnly,
            content: (
              <>
                {scoping}
                <TextField draft={draft} name="Fqdn" label={t('connectors.fqdn')} hint={t('connectors.fqdnHint')} />
              </>
            ),
          },
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
