import { Badge, Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components';
import { ArrowClockwiseRegular, CheckmarkCircleRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { errorText } from '../language/error-text.ts';
import { type TextKey, useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { useMay, useRows } from '../server/cmdlets.ts';
import { lookAgain } from '../server/list-rows.ts';
import { dateOf, isOn, listOf, textOf } from '../server/rows.ts';
import styles from './domain-records.module.css';
import { useDoing } from './use-doing.ts';

/** The part of an address that opens the dialog. */
export const acmeItem = '~acme';

const states: Readonly<
  Record<string, readonly [key: TextKey, color: 'success' | 'warning' | 'danger' | 'subtle' | 'informative']>
> = {
  Disabled: ['acme.disabled', 'subtle'],
  Pending: ['acme.pending', 'informative'],
  Valid: ['acme.valid', 'success'],
  Failed: ['acme.failed', 'danger'],
  Expired: ['acme.expired', 'danger'],
};

/** What the organisation's certificate by ACME is doing; `null` where this person may not see it. */
export function useAcme(): ManagementObject | null {
  const may = useMay()('Get-AcmeCertificate');
  const { data } = useRows('Get-AcmeCertificate', {}, { enabled: may, everyMs: 15_000 });
  return data?.[0] ?? null;
}

export function isAcmeFailing(row: ManagementObject | null): row is ManagementObject {
  return row !== null && isOn(row, 'Enabled') && ['Failed', 'Expired'].includes(textOf(row, 'Status'));
}

/** Above the certificates: that one is renewed by itself, or why it is not. */
export function AcmeBanner({ onOpen }: { readonly onOpen: () => void }) {
  const t = useWords();
  const row = useAcme();
  const client = useQueryClient();
  const thumbprint = textOf(row ?? undefined, 'Thumbprint');
  const before = useRef(thumbprint);
  // The list below shows what there was before it came.
  useEffect(() => {
    if (before.current !== thumbprint) void lookAgain(client);
    before.current = thumbprint;
  }, [client, thumbprint]);
  if (row === null || !isOn(row, 'Enabled')) return null;
  const isFailing = isAcmeFailing(row);
  const names = listOf(row, 'DomainName').join(', ');
  const next = dateOf(row, 'NextRenewal');
  const text = isFailing
    ? t('acme.failingText', { names, reason: textOf(row, 'LastError') })
    : next === null
      ? t('acme.pendingText', { names })
      : t('acme.validText', { names, date: dateTimeText(next) });
  return (
    <MessageBar intent={isFailing ? 'error' : 'info'} layout="multiline">
      <MessageBarBody>{text}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={onOpen}>{t('acme.open')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** How it stands, what would keep an authority from giving one, and a button that does not wait for the clock. */
export function AcmeState({ row }: { readonly row: ManagementObject }) {
  const t = useWords();
  const may = useMay();
  const { go, isBusy, refused } = useDoing();
  const checks = useRows('Test-AcmeCertificate', {}, { enabled: false });
  const [key, color] = states[textOf(row, 'Status')] ?? (['acme.pending', 'subtle'] as const);
  const time = (name: string): string => {
    const date = dateOf(row, name);
    return date === null ? '' : dateTimeText(date);
  };
  const isHere = textOf(row, 'Thumbprint') !== '';
  const isGood = textOf(row, 'Status') === 'Valid';
  const hasNames = listOf(row, 'DomainName').length > 0;
  return (
    <>
      <Facts
        facts={[
          [
            t('certificates.status'),
            <Badge key="state" appearance="tint" color={color}>
              {t(key)}
            </Badge>,
          ],
          [t('acme.names'), listOf(row, 'DomainName').join(', ')],
          [t('certificates.until'), time('NotAfter')],
          [t('acme.nextRenewal'), time('NextRenewal')],
          [t('acme.lastAttempt'), time('LastAttempt')],
          [t('acme.lastError'), textOf(row, 'LastError')],
          [t('acme.nextAttempt'), time('NextAttempt')],
          [t('certificates.thumbprint'), textOf(row, 'Thumbprint')],
        ]}
      />
      <div className={styles.buttons}>
        {may('Test-AcmeCertificate') && hasNames && (
          <Button
            icon={<CheckmarkCircleRegular />}
            disabledFocusable={checks.isFetching}
            onClick={() => void checks.refetch()}
          >
            {t('acme.check')}
          </Button>
        )}
        {may('Update-AcmeCertificate') && isOn(row, 'Enabled') && (
          <Button
            icon={<ArrowClockwiseRegular />}
            disabledFocusable={isBusy}
            onClick={() => void go([{ cmdlet: 'Update-AcmeCertificate', parameters: isGood ? { Force: true } : {} }])}
          >
            {t(isHere ? 'acme.renew' : 'acme.obtain')}
          </Button>
        )}
      </div>
      {isBusy && <Spinner label={t('acme.waiting')} />}
      {checks.isFetching && <Spinner label={t('acme.checking')} />}
      {[refused, checks.error].map(
        (error, index) =>
          error !== null && (
            <MessageBar key={index} intent="error" layout="multiline">
              <MessageBarBody>{errorText(error, t)}</MessageBarBody>
            </MessageBar>
          ),
      )}
      {checks.data !== undefined && !checks.isFetching && (
        <ul className={styles.records} aria-label={t('acme.checks')}>
          {checks.data.map((check, index) => (
            <Check key={`${textOf(check, 'Identity')} ${index}`} row={check} />
          ))}
        </ul>
      )}
    </>
  );
}

function Check({ row }: { readonly row: ManagementObject }) {
  const t = useWords();
  const isGood = textOf(row, 'Result') === 'Success';
  const kind = textOf(row, 'Check');
  return (
    <li>
      <div className={styles.head}>
        <strong>{kind === 'Directory' ? t('acme.directory') : `${kind} – ${textOf(row, 'Target')}`}</strong>
        <Badge appearance="tint" color={isGood ? 'success' : 'danger'}>
          {t(isGood ? 'acme.good' : 'acme.bad')}
        </Badge>
      </div>
      <p className={styles.intro}>{textOf(row, 'Details')}</p>
    </li>
  );
}
