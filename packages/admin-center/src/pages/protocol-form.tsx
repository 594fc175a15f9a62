import { useState } from 'react';
import { BindingDialog, bindingText } from '../form/binding-dialog.tsx';
import type { Draft } from '../form/draft.ts';
import type { FieldSpec } from '../form/field-spec.ts';
import { ChoiceField, Group, ListField, NumberField, SwitchField, TextField } from '../form/fields.tsx';
import { MoreOptions } from '../form/more-options.tsx';
import { type TextKey, useWords } from '../language/words.ts';
import type { Protocol } from './protocol-fields.ts';

/** The POP3 or IMAP4 section, top to bottom as the documents describe it. */
export function ProtocolForm(props: {
  readonly protocol: Protocol;
  readonly draft: Draft;
  readonly specs: readonly FieldSpec[];
  readonly showsMore: boolean;
  readonly onShowMore: (more: boolean) => void;
}) {
  const { protocol, draft } = props;
  const t = useWords();
  const [adding, setAdding] = useState<'UnencryptedOrTLSBindings' | 'SSLBindings' | null>(null);
  const isImap = protocol === 'Imap';
  const ports = isImap
    ? { UnencryptedOrTLSBindings: 143, SSLBindings: 993 }
    : { UnencryptedOrTLSBindings: 110, SSLBindings: 995 };
  const number = (name: string, label: TextKey) => {
    const range = props.specs.find((spec) => spec.name === name)?.range;
    return range === undefined ? null : <NumberField draft={draft} name={name} label={t(label)} range={range} />;
  };
  return (
    <>
      <ChoiceField
        draft={draft}
        name="LoginType"
        label={t('protocol.logonMethod')}
        choices={[
          ['PlainTextLogin', t('protocol.plainTextLogin')],
          ['PlainTextAuthentication', t('protocol.plainTextAuthentication')],
          ['SecureLogin', t('protocol.secureLogin')],
        ]}
      />
      <TextField
        draft={draft}
        name="X509CertificateName"
        label={t('protocol.certificateName')}
        hint={t('protocol.certificateHint')}
      />
      <ListField
        draft={draft}
        name="UnencryptedOrTLSBindings"
        label={t('protocol.tlsBindings')}
        addLabel={t('binding.addTo', { list: t('protocol.tlsBindings') })}
        draw={(entry) => bindingText(entry, t)}
        onAdd={() => setAdding('UnencryptedOrTLSBindings')}
      />
      <ListField
        draft={draft}
        name="SSLBindings"
        label={t('protocol.sslBindings')}
        addLabel={t('binding.addTo', { list: t('protocol.sslBindings') })}
        draw={(entry) => bindingText(entry, t)}
        onAdd={() => setAdding('SSLBindings')}
      />
      <ChoiceField
        draft={draft}
        name="MessageRetrievalMimeFormat"
        label={t('protocol.mimeFormat')}
        choices={[
          ['TextOnly', t('protocol.textOnly')],
          ['HtmlOnly', t('protocol.htmlOnly')],
          ['HtmlAndTextAlternative', t('protocol.htmlAndText')],
          ['TextEnrichedOnly', t('protocol.enriched')],
          ['TextEnrichedAndTextAlternative', t('protocol.enrichedAndText')],
          ['BestBodyFormat', t('protocol.bestBody')],
          ['Tnef', t('protocol.tnef')],
        ]}
      />
      {!isImap && (
        <ChoiceField
          draft={draft}
          name="MessageRetrievalSortOrder"
          label={t('protocol.sortOrder')}
          choices={[
            ['Ascending', t('protocol.ascending')],
            ['Descending', t('protocol.descending')],
          ]}
        />
      )}
      <MoreOptions isOpen={props.showsMore} onOpen={props.onShowMore}>
        <TextField draft={draft} name="Banner" label={t('protocol.banner')} />
        <Group title={t('protocol.connectionLimits')}>
          {number('MaxConnections', 'protocol.maxConnections')}
          {number('MaxConnectionFromSingleIP', isImap ? 'protocol.maxFromIpImap' : 'protocol.maxFromIpPop')}
          {number('MaxConnectionsPerUser', 'protocol.maxPerUser')}
          {number('MaxCommandSize', isImap ? 'protocol.maxCommandImap' : 'protocol.maxCommandPop')}
          {number('ProxyTargetPort', 'protocol.proxyPort')}
        </Group>
        <Group title={t('protocol.timeouts')}>
          {number('AuthenticatedConnectionTimeout', 'protocol.authenticatedTimeout')}
          {number('PreAuthenticatedConnectionTimeout', 'protocol.unauthenticatedTimeout')}
        </Group>
        <Group title={t('protocol.calendar')}>
          <ChoiceField
            draft={draft}
            name="CalendarItemRetrievalOption"
            label={t('protocol.calendarFormat')}
            choices={[
              ['iCalendar', 'iCalendar'],
              ['IntranetUrl', t('protocol.intranetUrl')],
              ['InternetUrl', t('protocol.internetUrl')],
              ['Custom', t('protocol.customUrl')],
            ]}
          />
          {draft.text('CalendarItemRetrievalOption') === 'Custom' && (
            <TextField
              draft={draft}
              name="OwaServerUrl"
              label={t('protocol.owaUrl')}
              placeholder="https://mail.example.com/owa"
            />
          )}
        </Group>
        <Group title={t('protocol.published')} hint={t('protocol.publishedHint')}>
          {(['ExternalConnectionSettings', 'InternalConnectionSettings'] as const).map((name) => (
            <ListField
              key={name}
              draft={draft}
              name={name}
              label={t(name === 'ExternalConnectionSettings' ? 'protocol.external' : 'protocol.internal')}
              addLabel={t(name === 'ExternalConnectionSettings' ? 'protocol.external' : 'protocol.internal')}
              placeholder={`mail.example.com:${ports.SSLBindings}:SSL`}
              check={(text) =>
                /^[\w.-]+:\d{1,5}(?::(?:SSL|TLS))?$/i.test(text) ? null : t('protocol.connectionSettingWrong')
              }
            />
          ))}
        </Group>
        <SwitchField draft={draft} name="ProtocolLogEnabled" label={t('protocol.log')} />
      </MoreOptions>
      {adding !== null && (
        <BindingDialog
          standardPort={ports[adding]}
          onClose={() => setAdding(null)}
          onSave={(binding) => {
            const held = draft.list(adding);
            if (!held.includes(binding)) draft.set(adding, [...held, binding]);
            setAdding(null);
          }}
        />
      )}
    </>
  );
}
