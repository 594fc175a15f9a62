import { Badge, Button, Spinner } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useQueryClient } from '@tanstack/react-query';
import { goTo } from '../frame/address.ts';
import { pathOf } from '../frame/path.ts';
import { PlaceLink } from '../frame/place-link.tsx';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import { ReadyMadeSetups } from './ready-made-setups.tsx';
import { ProbeAgain, SettingProbe } from './setting-probe.tsx';
import { ShownSetting } from './shown-setting.tsx';
import { PendingBanner } from './pending-banner.tsx';
import styles from './pages.module.css';

interface Advertised {
  readonly protocol: 'POP' | 'IMAP' | 'SMTP';
  readonly external: readonly string[];
  readonly internal: readonly string[];
  readonly service: string;
  /** Where to change it. */
  readonly fix: string;
}

/** Client access: what users are told to connect to, beside whether it runs, with the fix one click away. */
export function ClientAccess() {
  const t = useWords();
  const may = useMay();
  const client = useQueryClient();
  const imap = useRows('Get-ImapSettings');
  const pop = useRows('Get-PopSettings', {}, { enabled: may('Get-PopSettings') });
  const connectors = useRows('Get-ReceiveConnector', {}, { enabled: may('Get-ReceiveConnector') });
  const services = useRows('Get-Service', {}, { enabled: may('Get-Service') });
  const probe = useRows('Test-ConnectionSettings', {}, { enabled: may('Test-ConnectionSettings') });
  const server = textOf(imap.data?.[0], 'Server');
  const advertising = (connectors.data ?? []).filter((row) => isOn(row, 'AdvertiseClientSettings'));
  const rows: readonly Advertised[] = [
    ...(['Pop', 'Imap'] as const).map((name): Advertised => {
      const [row] = (name === 'Pop' ? pop.data : imap.data) ?? [];
      return {
        protocol: name === 'Pop' ? 'POP' : 'IMAP',
        external: listOf(row, 'ExternalConnectionSettings'),
        internal: listOf(row, 'InternalConnectionSettings'),
        service: name === 'Pop' ? 'MSExchangePop3' : 'MSExchangeImap4',
        fix: pathOf({
          area: 'servers',
          tab: 'servers',
          item: server,
          section: name === 'Pop' ? 'pop3-more' : 'imap4-more',
        }),
      };
    }),
    {
      protocol: 'SMTP',
      external: advertising.map(connectionOf),
      internal: advertising.map(connectionOf),
      service: 'MSExchangeFrontEndTransport',
      fix: pathOf({
        area: 'mail-flow',
        tab: 'receive-connectors',
        item:
          textOf(
            advertising[0] ?? connectors.data?.find((row) => textOf(row, 'Name').startsWith('Client Frontend')),
            'Name',
          ) || null,
      }),
    },
  ];
  const stateOf = (name: string): ManagementObject | undefined =>
    services.data?.find((row) => textOf(row, 'Name').toLowerCase() === name.toLowerCase());

  if (imap.isPending) return <Spinner label={t('loading')} style={{ margin: 'auto' }} />;
  return (
    <div className={styles.scroll}>
      <PendingBanner />
      <div className={styles.head}>
        <p className={styles.quiet}>{t('clientAccess.intro')}</p>
        {may('Test-ConnectionSettings') && (
          <div className={styles.row}>
            <ProbeAgain isRunning={probe.isFetching} onClick={() => void probe.refetch()} />
            {probe.isFetching && (
              <Button onClick={() => void client.cancelQueries({ queryKey: ['rows', 'Test-ConnectionSettings'] })}>
                {t('list.stop')}
              </Button>
            )}
          </div>
        )}
      </div>
      <div className={styles.cards} style={{ marginBlockStart: 16 }}>
        {rows.map((row) => {
          const service = stateOf(row.service);
          const runs = textOf(service, 'Status') === 'Running';
          return (
            <section
              key={row.protocol}
              className={styles.card}
              aria-label={t('clientAccess.settingOf', { protocol: row.protocol })}
            >
              <h2>{t('clientAccess.settingOf', { protocol: row.protocol })}</h2>
              <ShownSetting title={t('clientAccess.external')} entries={row.external} />
              <ShownSetting title={t('clientAccess.internal')} entries={row.internal} />
              <div className={styles.row}>
                <Badge appearance="tint" color={runs ? 'success' : 'danger'}>
                  {runs ? t('clientAccess.serviceRuns') : t('clientAccess.serviceStopped')}
                </Badge>
                {row.external.length === 0 && (
                  <Badge appearance="tint" color="warning">
                    {t('clientAccess.notAdvertised')}
                  </Badge>
                )}
              </div>
              {may('Test-ConnectionSettings') && (
                <SettingProbe
                  results={probe.data?.filter((result) => textOf(result, 'Protocol').startsWith(row.protocol))}
                  isRunning={probe.isFetching}
                  error={probe.error}
                  settingPath={row.fix}
                />
              )}
              <div className={styles.row}>
                <Button size="small" onClick={() => goTo(row.fix)}>
                  {t('clientAccess.change')}
                </Button>
                {!runs && (
                  <PlaceLink to={pathOf({ area: 'servers', tab: 'services' })}>
                    {t('clientAccess.toServices')}
                  </PlaceLink>
                )}
              </div>
            </section>
          );
        })}
        <ReadyMadeSetups />
      </div>
    </div>
  );
}

function connectionOf(row: ManagementObject): string {
  const port = /:(\d+)$/.exec(listOf(row, 'Bindings')[0] ?? '')?.[1] ?? '';
  const encryption = isOn(row, 'ImplicitTls')
    ? ':SSL'
    : listOf(row, 'AuthMechanism').join(', ').includes('Tls')
      ? ':TLS'
      : '';
  return `${textOf(row, 'Fqdn')}:${port}${encryption}`;
}
