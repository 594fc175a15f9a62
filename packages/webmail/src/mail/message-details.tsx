import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Spinner,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type Words, useWords } from '../language/words.ts';
import { downloadPath, jmap } from '../server/jmap.ts';
import { authenticationResults, senderVerdict } from './authentication-results.ts';
import type { Email } from './mail-types.ts';
import styles from './reading-pane.module.css';

export interface MessageDetailsProps {
  readonly email: Email;
  readonly accountId: string;
  readonly onClose: () => void;
}

/** What was found out about the sender, in words, and the whole header as it came. */
export function MessageDetails({ email, accountId, onClose }: MessageDetailsProps) {
  const t = useWords();
  const results = authenticationResults(email['relais:authenticationResults']);
  const verdict = senderVerdict(results);
  const { data: headers } = useQuery({
    queryKey: ['email', 'headers', email.id],
    queryFn: async ({ signal }) => {
      const { e } = await jmap(
        [['Email/get', { accountId: email.accountId, ids: [email.id], properties: ['headers'] }, 'e']],
        signal,
      );
      const [found] = (e?.list ?? []) as readonly { headers: readonly { name: string; value: string }[] }[];
      return found?.headers ?? [];
    },
  });
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={styles.details}>
        <DialogBody>
          <DialogTitle>{t('mail.details')}</DialogTitle>
          <DialogContent>
            <h3>{t('mail.authentication.title')}</h3>
            <p>{t(`mail.authentication.${verdict ?? 'unknown'}`)}</p>
            {results.length > 0 && (
              <ul className={styles.results}>
                {results.map(({ method, result, domain }) => (
                  <li key={`${method} ${domain ?? ''} ${result}`} data-result={result}>
                    <strong>{method.toUpperCase()}</strong> {wordsFor(result, t)}
                    {domain !== null && ` (${domain})`}
                  </li>
                ))}
              </ul>
            )}
            <h3>{t('mail.headers')}</h3>
            {headers === undefined ? (
              <Spinner label={t('loading')} />
            ) : (
              <pre className={styles.headers} tabIndex={0}>
                {headers.map(({ name, value }) => `${name}:${value}`).join('\n')}
              </pre>
            )}
          </DialogContent>
          <DialogActions>
            <Button as="a" href={downloadPath(accountId, email.blobId, 'message.eml', 'message/rfc822')} download>
              {t('mail.downloadMessage')}
            </Button>
            <Button appearance="primary" onClick={onClose}>
              {t('close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

const known = {
  pass: 'mail.authentication.results.pass',
  fail: 'mail.authentication.results.fail',
  softfail: 'mail.authentication.results.softfail',
  neutral: 'mail.authentication.results.neutral',
  none: 'mail.authentication.results.none',
  temperror: 'mail.authentication.results.temperror',
  permerror: 'mail.authentication.results.permerror',
} as const;

function wordsFor(result: string, t: Words): string {
  return Object.hasOwn(known, result) ? t(known[result as keyof typeof known]) : result;
}
