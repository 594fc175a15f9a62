import { Badge, Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import type { ManagementObject } from '@relais/management-contract';
import { wordFor } from '../language/value-text.ts';
import { type TextKey, useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import styles from './domain-records.module.css';
import { useDoing } from './use-doing.ts';

const statuses: Readonly<Record<string, readonly [key: TextKey, color: 'success' | 'warning' | 'danger' | 'subtle']>> =
  {
    Published: ['records.published', 'success'],
    Different: ['records.different', 'warning'],
    Missing: ['records.missing', 'danger'],
    Unknown: ['records.unknown', 'subtle'],
  };

/** What an accepted domain should publish in the DNS, what it does publish, and its DKIM key. */
export function DomainRecords({ domain }: { readonly domain: string }) {
  const t = useWords();
  const may = useMay();
  const { go, refused } = useDoing();
  const advice = useRows('Get-DnsRecordAdvice', { DomainName: domain });
  const mayKeys = may('Get-DkimSigningConfig');
  const keys = useRows('Get-DkimSigningConfig', {}, { enabled: mayKeys });
  const key = keys.data?.find((row) => textOf(row, 'Domain').toLowerCase() === domain.toLowerCase());
  return (
    <>
      <p className={styles.intro}>{t('records.intro')}</p>
      <div className={styles.buttons}>
        <Button
          icon={<ArrowClockwiseRegular />}
          disabledFocusable={advice.isFetching}
          onClick={() => void advice.refetch()}
        >
          {t('records.again')}
        </Button>
        {keys.data !== undefined && key === undefined && may('New-DkimSigningConfig') && (
          <Button onClick={() => void go([{ cmdlet: 'New-DkimSigningConfig', parameters: { DomainName: domain } }])}>
            {t('records.makeKey')}
          </Button>
        )}
        {key !== undefined && may('Set-DkimSigningConfig') && (
          <Button
            onClick={() =>
              void go([
                { cmdlet: 'Set-DkimSigningConfig', parameters: { Identity: domain, Enabled: !isOn(key, 'Enabled') } },
              ])
            }
          >
            {isOn(key, 'Enabled') ? t('records.stopSigning') : t('records.sign')}
          </Button>
        )}
      </div>
      {[refused, advice.error].map(
        (error, index) =>
          error !== null && (
            <MessageBar key={index} intent="error" layout="multiline">
              <MessageBarBody>{error.message}</MessageBarBody>
            </MessageBar>
          ),
      )}
      {advice.data === undefined ? (
        advice.isFetching && <Spinner label={t('records.asking')} />
      ) : (
        <ul className={styles.records}>
          {advice.data.map((row, index) => (
            <Advice key={`${textOf(row, 'Identity')} ${index}`} row={row} />
          ))}
        </ul>
      )}
    </>
  );
}

function Advice({ row }: { readonly row: ManagementObject }) {
  const t = useWords();
  const status = textOf(row, 'Status');
  const [label, color] = statuses[status] ?? [null, 'subtle' as const];
  const value = textOf(row, 'Value');
  // Without a key there is no record yet; the server names the command that makes one.
  const hasNoKey = value.startsWith('New-DkimSigningConfig');
  const published = listOf(row, 'Published');
  return (
    <li>
      <div className={styles.head}>
        <strong>{wordFor(textOf(row, 'Purpose'), t)}</strong>
        <Badge appearance="tint" color={color}>
          {label === null ? status : t(label)}
        </Badge>
      </div>
      {hasNoKey ? (
        <p className={styles.intro}>{t('records.noKey')}</p>
      ) : (
        <>
          <Copyable text={textOf(row, 'Name')} before={textOf(row, 'Type')} />
          {value !== '' && <Copyable text={value} />}
        </>
      )}
      {status !== 'Published' && published.length > 0 && (
        <>
          <span className={styles.intro}>{t('records.stands')}</span>
          <code>{published.join('\n')}</code>
        </>
      )}
    </li>
  );
}

function Copyable({ text, before }: { readonly text: string; readonly before?: string }) {
  return (
    <div className={styles.copyable}>
      {before !== undefined && <span>{before}</span>}
      <code>{text}</code>
      <CopyButton value={text} what={text.slice(0, 60)} />
    </div>
  );
}
