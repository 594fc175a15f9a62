import { Badge, Button, Field, Input, Spinner } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useState } from 'react';
import { CommandLines } from '../form/command-lines.tsx';
import { useWords } from '../language/words.ts';
import type { Command } from '../server/command-line.ts';
import { invoke } from '../server/invoke.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';

const colors: Readonly<Record<string, 'success' | 'warning' | 'danger'>> = {
  Success: 'success',
  Warning: 'warning',
  Failure: 'danger',
};

/** Tries the way of a connector as it is saved: what each host says, up to where mail would begin. */
export function SendConnectorTest({ connector }: { readonly connector: ManagementObject }) {
  const t = useWords();
  const [domain, setDomain] = useState('');
  const [isRunning, setRunning] = useState(false);
  const [results, setResults] = useState<readonly ManagementObject[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const byDns = isOn(connector, 'DNSRoutingEnabled');
  const command: Command = {
    cmdlet: 'Test-SendConnector',
    parameters: {
      Identity: textOf(connector, 'Name'),
      ...(byDns && domain.trim() !== '' ? { Domain: domain.trim() } : {}),
    },
  };

  async function run() {
    if (isRunning) return;
    setRunning(true);
    setRefusal(null);
    setResults(null);
    try {
      setResults((await invoke(command.cmdlet, command.parameters)).rows);
    } catch (cause) {
      setRefusal(cause instanceof Error ? cause.message : String(cause));
    }
    setRunning(false);
  }

  return (
    <div className={styles.probes} aria-busy={isRunning}>
      <p className={styles.quiet}>{t('sendConnectors.testHint')}</p>
      {byDns && (
        <Field label={t('sendConnectors.testDomain')}>
          <Input
            value={domain}
            placeholder="example.com"
            onChange={(_, { value }) => setDomain(value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // Within the dialog's form, which would save.
              event.preventDefault();
              void run();
            }}
          />
        </Field>
      )}
      <div>
        <Button appearance="primary" disabledFocusable={isRunning} onClick={() => void run()}>
          {t('sendConnectors.test')}
        </Button>
      </div>
      <div role="status" className={styles.probes}>
        {isRunning && <Spinner size="tiny" label={t('probe.running')} labelPosition="after" />}
        {refusal !== null && <p role="alert">{refusal}</p>}
        {results?.map((result, index) => (
          <Attempt key={index} result={result} />
        ))}
      </div>
      <CommandLines commands={[command]} />
    </div>
  );
}

function Attempt({ result }: { readonly result: ManagementObject }) {
  const t = useWords();
  const outcome = textOf(result, 'Result');
  const conversation = listOf(result, 'Conversation');
  const isSecure = textOf(result, 'Encryption') === 'TLS';
  const facts = [
    ...(outcome === 'Failure' ? [] : [t(isSecure ? 'sendConnectors.testTls' : 'sendConnectors.testPlain')]),
    ...(isOn(result, 'CertificateVerified') ? [t('sendConnectors.testVerified')] : []),
    ...(textOf(result, 'SignIn') === 'Success' ? [t('sendConnectors.testSignedIn')] : []),
  ];
  return (
    <details open={outcome !== 'Success'}>
      <summary>
        <span className={styles.mono}>
          {textOf(result, 'Host')} {textOf(result, 'EndPoint')}
        </span>
        <Badge appearance="tint" color={colors[outcome] ?? 'subtle'}>
          {t(outcome === 'Success' ? 'probe.success' : outcome === 'Warning' ? 'probe.warning' : 'probe.failure')}
        </Badge>
      </summary>
      <p>{[textOf(result, 'Details'), ...facts].join(' ')}</p>
      {conversation.length > 0 && (
        <pre className={styles.conversation} tabIndex={0} aria-label={t('sendConnectors.conversation')}>
          {conversation.join('\n')}
        </pre>
      )}
    </details>
  );
}
