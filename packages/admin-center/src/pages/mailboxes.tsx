import { Button, Link } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { Suspense, useMemo, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { BulkEditDialog } from '../form/bulk-edit-dialog.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { WaitingBar } from '../frame/waiting-bar.tsx';
import { newItem } from '../frame/path.ts';
import { namesText } from '../language/names-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts, QuickTasks } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { usualActions } from '../list/usual-actions.tsx';
import { useMay } from '../server/cmdlets.ts';
import { useListRows } from '../server/list-rows.ts';
import { isOn, textOf } from '../server/rows.ts';
import { useIsOutside } from '../server/use-outside-scope.ts';
import { DoingBanner } from './doing-banner.tsx';
import { mailFlowFields } from './mail-flow-fields.ts';
import styles from './pages.module.css';
import { useDoing } from './use-doing.ts';
import { usePlace } from './use-place.ts';
import { WithinScope } from './within-scope.tsx';

const MailboxProperties = lazyPart(async () => ({
  default: (await import('./mailbox-properties.tsx')).MailboxProperties,
}));
const NewMailbox = lazyPart(async () => ({ default: (await import('./new-mailbox.tsx')).NewMailbox }));
/** The address names a mailbox in links: no two have one. */
const keyOf = (row: ManagementObject): string => textOf(row, 'PrimarySmtpAddress') || textOf(row, 'Name');

const all = { ResultSize: 'Unlimited' };
const shownOfMailbox = 'Name,DisplayName,RecipientTypeDetails,PrimarySmtpAddress,Alias,UserPrincipalName';
const shownOfFeatures = 'Name,PrimarySmtpAddress,PopEnabled,ImapEnabled';

/** Recipients > Mailboxes: of people and shared ones. */
export function Mailboxes() {
  return <MailboxList tab="mailboxes" />;
}

/** Recipients > Shared: mailboxes that nobody signs in to. */
export function SharedMailboxes() {
  return <MailboxList tab="shared" />;
}

function MailboxList({ tab }: { readonly tab: 'mailboxes' | 'shared' }) {
  const t = useWords();
  const may = useMay();
  const place = usePlace('recipients', tab);
  const { data, error, refetch, reading, isStopped } = useListRows(
    'Get-Mailbox',
    tab === 'shared' ? { ...all, RecipientTypeDetails: 'SharedMailbox' } : all,
    { select: shownOfMailbox },
  );
  const features = useListRows('Get-CASMailbox', all, { enabled: may('Get-CASMailbox'), select: shownOfFeatures });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<readonly string[] | null>(null);
  const [editing, setEditing] = useState<readonly string[] | null>(null);
  const isOutside = useIsOutside(selected);
  const doing = useDoing();
  const featuresOf = useMemo(() => new Map((features.data ?? []).map((row) => [keyOf(row), row])), [features.data]);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'displayName',
        label: t('mailboxes.displayName'),
        value: (row) => textOf(row, 'DisplayName') || textOf(row, 'Name'),
        width: 'minmax(160px, 1.4fr)',
      },
      {
        id: 'type',
        label: t('mailboxes.type'),
        value: (row) =>
          textOf(row, 'RecipientTypeDetails').startsWith('Shared') ? t('mailboxes.shared') : t('mailboxes.user'),
        width: 'minmax(100px, 0.6fr)',
        wideOnly: true,
      },
      {
        id: 'address',
        label: t('mailboxes.address'),
        value: (row) => textOf(row, 'PrimarySmtpAddress'),
        width: 'minmax(180px, 1.6fr)',
      },
      {
        id: 'protocols',
        label: t('mailboxes.protocols'),
        value: (row) => {
          const held = featuresOf.get(keyOf(row));
          return [isOn(held, 'PopEnabled') ? 'POP3' : '', isOn(held, 'ImapEnabled') ? 'IMAP4' : '']
            .filter(Boolean)
            .join(', ');
        },
        width: 'minmax(110px, 0.8fr)',
        wideOnly: true,
      },
    ],
    [t, featuresOf],
  );

  async function setFeature(name: 'PopEnabled' | 'ImapEnabled', value: boolean) {
    await doing.go(
      selected.map((identity) => ({ cmdlet: 'Set-CASMailbox', parameters: { Identity: identity, [name]: value } })),
    );
  }

  return (
    <>
      <ListPage
        name={t(tab === 'shared' ? 'tabs.shared' : 'tabs.mailboxes')}
        rows={data}
        error={error}
        reading={reading ?? features.reading}
        isStopped={isStopped}
        columns={columns}
        rowKey={keyOf}
        selected={selected}
        onSelect={setSelected}
        above={<DoingBanner doing={doing} />}
        initialSorting={{ column: 'displayName', descending: false }}
        onRefresh={() => {
          void refetch();
          void features.refetch();
        }}
        onOpen={(row) => place.open(keyOf(row))}
        actions={usualActions(t, {
          selected,
          onNew: may('New-Mailbox') ? () => place.open(newItem) : null,
          onEdit: place.open,
          onEditSeveral: may('Set-Mailbox') ? setEditing : null,
          onRemove: may('Remove-Mailbox') ? setRemoving : null,
          outside: { edit: isOutside('Set-Mailbox'), remove: isOutside('Remove-Mailbox') },
        })}
        details={(rows) => {
          const [row] = rows;
          const held = row === undefined ? undefined : featuresOf.get(keyOf(row));
          const isOne = rows.length === 1;
          return (
            <Details
              title={isOne ? textOf(row, 'DisplayName') || textOf(row, 'Name') : t('mailboxes.bulkEdit')}
              subtitle={isOne ? textOf(row, 'PrimarySmtpAddress') : t('list.severalSelected', { count: rows.length })}
            >
              {isOne && (
                <Facts
                  facts={[
                    [t('mailboxes.alias'), textOf(row, 'Alias')],
                    [t('mailboxes.signInName'), textOf(row, 'UserPrincipalName')],
                  ]}
                />
              )}
              {(isOutside('Set-Mailbox') || isOutside('Set-CASMailbox')) && (
                <p>{t(isOne ? 'scope.outside' : 'scope.severalOutside')}</p>
              )}
              {!isOne && may('Set-Mailbox') && !isOutside('Set-Mailbox') && (
                <QuickTasks title={t('mailboxes.usage')}>
                  <Button size="small" onClick={() => setEditing(selected)}>
                    {t('mailboxes.bulkQuotas')}
                  </Button>
                </QuickTasks>
              )}
              {may('Set-CASMailbox') && (isOne || !isOutside('Set-CASMailbox')) && (
                <QuickTasks title={t('mailboxes.connectivity')}>
                  {(['ImapEnabled', 'PopEnabled'] as const).map((name) => {
                    const protocol = name === 'ImapEnabled' ? 'IMAP4' : 'POP3';
                    if (!isOne) {
                      return (
                        <div key={name} className={styles.row}>
                          <Button size="small" onClick={() => void setFeature(name, true)}>
                            {t('mailboxes.enableAll', { protocol })}
                          </Button>
                          <Button size="small" onClick={() => void setFeature(name, false)}>
                            {t('mailboxes.disableAll', { protocol })}
                          </Button>
                        </div>
                      );
                    }
                    const isEnabled = isOn(held, name);
                    return (
                      <div key={name}>
                        <span>{t(isEnabled ? 'mailboxes.featureOn' : 'mailboxes.featureOff', { protocol })}</span>{' '}
                        {!isOutside('Set-CASMailbox') && (
                          <Link
                            as="button"
                            aria-label={`${isEnabled ? t('mailboxes.disable') : t('mailboxes.enable')} ${protocol}`}
                            onClick={() => void setFeature(name, !isEnabled)}
                          >
                            {isEnabled ? t('mailboxes.disable') : t('mailboxes.enable')}
                          </Link>
                        )}
                      </div>
                    );
                  })}
                </QuickTasks>
              )}
            </Details>
          );
        }}
      />
      <Suspense fallback={<WaitingBar />}>
        {place.item === newItem && may('New-Mailbox') && <NewMailbox shared={tab === 'shared'} onClose={place.close} />}
        {place.item !== null && place.item !== newItem && (
          <WithinScope recipient={place.item}>
            <MailboxProperties
              key={place.item}
              identity={place.item}
              section={place.section}
              onSection={place.turnTo}
              onClose={place.close}
            />
          </WithinScope>
        )}
      </Suspense>
      {editing !== null && (
        <BulkEditDialog
          title={t('mailboxes.bulkEdit')}
          cmdlet="Set-Mailbox"
          identities={editing}
          fields={[
            { name: 'IssueWarningQuota', label: t('mailboxes.warnAt'), placeholder: '1.9GB' },
            { name: 'ProhibitSendQuota', label: t('mailboxes.prohibitSendAt'), placeholder: '2GB' },
            { name: 'ProhibitSendReceiveQuota', label: t('mailboxes.prohibitAllAt'), placeholder: '2.3GB' },
            { name: 'HiddenFromAddressListsEnabled', label: t('mailboxes.hidden') },
            ...mailFlowFields(t),
          ]}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && (
        <ConfirmDialog
          title={t('mailboxes.removeTitle')}
          text={<p>{t('mailboxes.removeText', { names: namesText(removing, t) })}</p>}
          action={t('list.delete')}
          commands={removing.map((identity) => ({ cmdlet: 'Remove-Mailbox', parameters: { Identity: identity } }))}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}
