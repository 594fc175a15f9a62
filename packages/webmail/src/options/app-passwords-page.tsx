import {
  Button,
  Checkbox,
  Field,
  Input,
  Label,
  MessageBar,
  MessageBarBody,
  Select,
  Spinner,
} from '@fluentui/react-components';
import { type FormEvent, useId, useState } from 'react';
import { useWords } from '../language/words.ts';
import { type AppPassword, type Scope, send, useAppPasswords, useRefresh } from '../server/security-api.ts';
import { useConfirmedAction } from './confirmed-action.tsx';
import styles from './connections-page.module.css';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { momentText } from '@relais/browser-frame/language/dates.ts';
import pageStyles from './options-page.module.css';
import formStyles from './security-forms.module.css';

/** Options > Account > My account > App passwords: one for each device. */
export function AppPasswordsPage() {
  const t = useWords();
  const { data } = useAppPasswords();
  const refresh = useRefresh();
  const { run, failure, dialog } = useConfirmedAction();
  const [ended, setEnded] = useState<number | null>(null);
  const [made, setMade] = useState<(AppPassword & { readonly password: string }) | null>(null);

  const make = (body: object, onMade: () => void): Promise<void> =>
    run(async () => {
      setMade(await send('POST', '/api/app-passwords', body));
      onMade();
      setEnded(null);
      await refresh();
    });
  const revoke = (id: string): Promise<void> =>
    run(async () => {
      const { endedSessions } = await send<{ endedSessions: number }>('DELETE', `/api/app-passwords/${id}`);
      setEnded(endedSessions);
      setMade(null);
      await refresh();
    });

  return (
    <>
      <h1 className={pageStyles.title}>{t('appPasswords.title')}</h1>
      <section className={pageStyles.panel} aria-label={t('appPasswords.title')}>
        <p className={styles.none}>{t('appPasswords.about')}</p>
        <div aria-live="polite">
          {made !== null && (
            <MessageBar intent="success" layout="multiline">
              <MessageBarBody>
                {t('appPasswords.shown', { name: made.name })}
                <span className={formStyles.secret}>
                  <span data-testid="app-password">{made.password}</span>
                  <CopyButton value={made.password} what={t('appPasswords.thePassword')} />
                </span>
              </MessageBarBody>
            </MessageBar>
          )}
          {ended !== null && (
            <MessageBar>
              <MessageBarBody>{t('appPasswords.revoked', { count: ended })}</MessageBarBody>
            </MessageBar>
          )}
          {failure !== null && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>{failure}</MessageBarBody>
            </MessageBar>
          )}
        </div>
        {data === undefined ? (
          <Spinner label={t('loading')} />
        ) : (
          <>
            {data.value.length === 0 && <p className={styles.none}>{t('appPasswords.none')}</p>}
            <ul className={styles.list}>
              {data.value.map((password) => (
                <Row key={password.id} password={password} revoke={() => void revoke(password.id)} />
              ))}
            </ul>
          </>
        )}
      </section>
      {data?.enabled === false ? (
        <MessageBar>
          <MessageBarBody>{t('appPasswords.off')}</MessageBarBody>
        </MessageBar>
      ) : (
        <NewAppPassword make={make} />
      )}
      {dialog}
    </>
  );
}

function Row({ password, revoke }: { readonly password: AppPassword; readonly revoke: () => void }) {
  const t = useWords();
  const { name, scopes, expiresAt, expired, lastUse } = password;
  return (
    <li>
      <span className={styles.program}>
        <strong>{name}</strong>
        <span>
          {scopes.map((scope) => t(`appPasswords.${scope}`)).join(', ')}
          {expiresAt !== null &&
            ` · ${t(expired ? 'appPasswords.expired' : 'appPasswords.until', { time: momentText(expiresAt) })}`}
        </span>
        <span>
          {lastUse === null
            ? t('appPasswords.unused')
            : t('appPasswords.last', { time: momentText(lastUse.at), address: lastUse.remoteAddress })}
          {lastUse?.client && ` (${lastUse.client})`}
        </span>
      </span>
      <Button size="small" onClick={revoke}>
        {t('appPasswords.revoke')}
      </Button>
    </li>
  );
}

const scopes: readonly Scope[] = ['imap', 'pop', 'smtp', 'jmap'];
const lives = [
  ['never', null],
  ['month', 30],
  ['year', 365],
] as const;

function NewAppPassword({
  make,
}: {
  /** `onMade` is called when there is one: what was refused stays to be put right. */
  readonly make: (body: object, onMade: () => void) => Promise<void>;
}) {
  const t = useWords();
  const [name, setName] = useState('');
  const scopesId = useId();
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(['imap', 'smtp']));
  const [life, setLife] = useState<(typeof lives)[number][0]>('never');
  async function submit(event: FormEvent) {
    event.preventDefault();
    const days = lives.find(([key]) => key === life)?.[1] ?? null;
    await make({ name, scopes: [...chosen], days }, () => setName(''));
  }
  return (
    <section className={pageStyles.panel} aria-label={t('appPasswords.make')}>
      <h2 className={styles.heading}>{t('appPasswords.make')}</h2>
      <form className={formStyles.form} onSubmit={(event) => void submit(event)}>
        <Field label={t('appPasswords.name')}>
          <Input
            required
            maxLength={64}
            name="device"
            placeholder={t('appPasswords.namePlaceholder')}
            value={name}
            onChange={(_, data) => setName(data.value)}
          />
        </Field>
        {/* No Field: it gives its one id to each check box in it, and every label would tick the first. */}
        <div role="group" aria-labelledby={scopesId}>
          <Label id={scopesId}>{t('appPasswords.scope')}</Label>
          <div className={formStyles.scopes}>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                label={t(`appPasswords.${scope}`)}
                checked={chosen.has(scope)}
                onChange={(_, { checked }) => {
                  const next = new Set(chosen);
                  if (checked === true) next.add(scope);
                  else next.delete(scope);
                  setChosen(next);
                }}
              />
            ))}
          </div>
        </div>
        <Field label={t('appPasswords.expires')}>
          <Select value={life} onChange={(_, data) => setLife(data.value as typeof life)}>
            {lives.map(([key]) => (
              <option key={key} value={key}>
                {t(`appPasswords.${key}`)}
              </option>
            ))}
          </Select>
        </Field>
        <div>
          <Button type="submit" appearance="primary" disabled={chosen.size === 0}>
            {t('appPasswords.submit')}
          </Button>
        </div>
      </form>
    </section>
  );
}
