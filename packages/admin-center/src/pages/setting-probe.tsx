import { Badge, Button, Spinner } from '@fluentui/react-components';
import {
  CheckmarkCircleRegular,
  DismissCircleRegular,
  SubtractCircleRegular,
  WarningRegular,
} from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import type { ReactNode } from 'react';
import { pathOf } from '../frame/path.ts';
import { PlaceLink } from '../frame/place-link.tsx';
import { dayText } from '@relais/browser-frame/language/dates.ts';
import { useWords } from '../language/words.ts';
import { dateOf, isOn, listOf, textOf, valueOf } from '../server/rows.ts';
import styles from './pages.module.css';

type Outcome = 'good' | 'bad' | 'warning' | 'unknown';

interface Finding {
  readonly label: string;
  readonly outcome: Outcome;
  readonly detail: string;
  /** Where it is put right. */
  readonly fix?: { readonly path: string; readonly label: string };
}

const soonMs = 30 * 86_400_000;

/** What really answers behind each advertised setting of a protocol, and where to put right what does not. */
export function SettingProbe(props: {
  readonly results: readonly ManagementObject[] | undefined;
  readonly isRunning: boolean;
  readonly error: Error | null;
  /** Page of the setting itself. */
  readonly settingPath: string;
}) {
  const t = useWords();
  if (props.error !== null) return <p role="alert">{props.error.message}</p>;
  if (props.results === undefined) return <Spinner size="tiny" label={t('probe.running')} labelPosition="after" />;
  if (props.results.length === 0) return null;
  return (
    <div className={styles.probes} aria-busy={props.isRunning}>
      {props.results.map((result) => (
        <details key={textOf(result, 'Identity')} open={textOf(result, 'Result') !== 'Success'}>
          <summary>
            <span className={styles.mono}>{textOf(result, 'Setting')}</span>
            <Badge appearance="tint" color={colors[textOf(result, 'Result')] ?? 'subtle'}>
              {t(
                textOf(result, 'Result') === 'Success'
                  ? 'probe.success'
                  : textOf(result, 'Result') === 'Warning'
                    ? 'probe.warning'
                    : 'probe.failure',
              )}
            </Badge>
          </summary>
          <ul className={styles.findings}>
            {findingsOf(result, props.settingPath, t).map(({ label, outcome, detail, fix }) => (
              <li key={label} data-outcome={outcome}>
                {icons[outcome]}
                <span>
                  <strong>{label}</strong> {detail}
                  {fix !== undefined && outcome !== 'good' && outcome !== 'unknown' && (
                    <>
                      {' '}
                      <PlaceLink to={fix.path}>{fix.label}</PlaceLink>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
          {/* The step's own name before the colon is the shell's. */}
          {textOf(result, 'Error') !== '' && (
            <p className={styles.quiet}>{textOf(result, 'Error').replace(/^[a-z-]+: /, '')}</p>
          )}
        </details>
      ))}
    </div>
  );
}

export function ProbeAgain({ isRunning, onClick }: { readonly isRunning: boolean; readonly onClick: () => void }) {
  const t = useWords();
  return (
    <Button appearance="primary" disabledFocusable={isRunning} onClick={onClick}>
      {isRunning ? t('probe.running') : t('probe.again')}
    </Button>
  );
}

const colors: Readonly<Record<string, 'success' | 'warning' | 'danger'>> = {
  Success: 'success',
  Warning: 'warning',
  Failure: 'danger',
};
const icons: Readonly<Record<Outcome, ReactNode>> = {
  good: <CheckmarkCircleRegular aria-hidden />,
  bad: <DismissCircleRegular aria-hidden />,
  warning: <WarningRegular aria-hidden />,
  unknown: <SubtractCircleRegular aria-hidden />,
};

function findingsOf(result: ManagementObject, settingPath: string, t: ReturnType<typeof useWords>): readonly Finding[] {
  const change = { path: settingPath, label: t('clientAccess.change') };
  const certificates = {
    path: pathOf({ area: 'servers', tab: 'certificates' }),
    label: t('probe.toCertificates'),
  };
  const services = { path: pathOf({ area: 'servers', tab: 'services' }), label: t('clientAccess.toServices') };
  const resolves = isOn(result, 'NameResolves');
  const isOpen = isOn(result, 'PortOpen');
  const expires = dateOf(result, 'CertificateExpires');
  const left = expires === null ? null : expires.getTime() - Date.now();
  const fits = valueOf(result, 'CertificateFitsName');
  const trusted = valueOf(result, 'CertificateTrusted');
  const startTls = valueOf(result, 'StartTlsOffered');
  const signIn = textOf(result, 'SignIn');
  const yes = (value: unknown): Outcome => (value === true ? 'good' : value === false ? 'bad' : 'unknown');
  return [
    {
      label: t('probe.resolves'),
      outcome: resolves ? 'good' : 'bad',
      detail: textOf(result, 'Address'),
      fix: change,
    },
    {
      label: t('probe.open'),
      outcome: resolves ? (isOpen ? 'good' : 'bad') : 'unknown',
      detail: isOpen ? textOf(result, 'Port') : '',
      fix: services,
    },
    ...(textOf(result, 'Encryption') === 'TLS'
      ? [{ label: t('probe.startTls'), outcome: yes(startTls), detail: textOf(result, 'TlsVersion'), fix: change }]
      : [
          {
            label: t('probe.tls'),
            outcome: yes(textOf(result, 'TlsVersion') !== '' || (isOpen ? false : null)),
            detail: textOf(result, 'TlsVersion'),
            fix: certificates,
          },
        ]),
    {
      label: t('probe.names'),
      outcome: yes(fits),
      detail: listOf(result, 'CertificateNames').join(', '),
      fix: certificates,
    },
    {
      label: t('probe.trusted'),
      outcome: trusted === false ? 'warning' : yes(trusted),
      detail: textOf(result, 'CertificateSubject'),
      fix: certificates,
    },
    {
      label: t('probe.expires'),
      outcome: left === null ? 'unknown' : left < 0 ? 'bad' : left < soonMs ? 'warning' : 'good',
      detail: expires === null ? '' : dayText(expires),
      fix: certificates,
    },
    {
      label: t('probe.signIn'),
      outcome:
        signIn === 'Success' ? 'good' : signIn === 'Failure' ? 'bad' : signIn === 'Warning' ? 'warning' : 'unknown',
      detail: textOf(result, 'UserName'),
    },
    {
      label: t('probe.published'),
      outcome: isOn(result, 'Published') ? 'good' : 'warning',
      detail: '',
      fix: services,
    },
  ];
}
