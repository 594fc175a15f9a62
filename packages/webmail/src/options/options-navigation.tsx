import {
  ArrowLeftRegular,
  MailArrowUpRegular,
  MailInboxRegular,
  MailProhibitedRegular,
  PersonRegular,
  SettingsRegular,
} from '@fluentui/react-icons';
import { useEffect, useRef } from 'react';
import { useWords } from '../language/words.ts';
import { RouteLink } from '../frame/route-link.tsx';
import type { OptionsSection } from '../route.ts';
import styles from './options-page.module.css';

/** The sections at the side: Account with what belongs to it, and Settings. */
export function OptionsNavigation({ section }: { readonly section: OptionsSection }) {
  const t = useWords();
  const navigation = useRef<HTMLElement>(null);
  // On a phone the sections stand in one line that scrolls.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the section is what moves it
  useEffect(() => {
    navigation.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [section]);
  const isAccount =
    section === 'my-account' ||
    section === 'security' ||
    section === 'app-passwords' ||
    section === 'pop-imap' ||
    section === 'connections' ||
    section === 'start';
  return (
    <nav
      ref={navigation}
      className={section === 'start' ? styles.navigationAtStart : styles.navigation}
      aria-label={t('options.sections')}
    >
      <RouteLink className={styles.backLink} to={{ page: 'mail', mailboxId: null, emailId: null }}>
        <ArrowLeftRegular aria-hidden="true" />
        <span>{t('options.backToMail')}</span>
      </RouteLink>
      <div className={styles.navigationTitle}>{t('options.title')}</div>
      <RouteLink className={styles.groupLink} to={{ page: 'options', section: 'my-account' }} isCurrent={false}>
        <PersonRegular aria-hidden="true" fontSize={20} />
        {t('options.account')}
      </RouteLink>
      {isAccount && (
        <>
          <RouteLink
            className={styles.subsection}
            to={{ page: 'options', section: 'my-account' }}
            isCurrent={section === 'my-account'}
          >
            {t('options.myAccount')}
          </RouteLink>
          <RouteLink
            className={styles.subsection}
            to={{ page: 'options', section: 'security' }}
            isCurrent={section === 'security'}
          >
            {t('security.title')}
          </RouteLink>
          <RouteLink
            className={styles.subsection}
            to={{ page: 'options', section: 'app-passwords' }}
            isCurrent={section === 'app-passwords'}
          >
            {t('appPasswords.title')}
          </RouteLink>
          <RouteLink
            className={styles.subsection}
            to={{ page: 'options', section: 'pop-imap' }}
            isCurrent={section === 'pop-imap'}
          >
            {t('options.popImap')}
          </RouteLink>
          <RouteLink
            className={styles.subsection}
            to={{ page: 'options', section: 'connections' }}
            isCurrent={section === 'connections'}
          >
            {t('connections.title')}
          </RouteLink>
        </>
      )}
      <RouteLink to={{ page: 'options', section: 'automatic-replies' }} isCurrent={section === 'automatic-replies'}>
        <MailArrowUpRegular aria-hidden="true" fontSize={20} />
        {t('automaticReplies.title')}
      </RouteLink>
      <RouteLink className={styles.groupLink} to={{ page: 'options', section: 'inbox-rules' }} isCurrent={false}>
        <MailInboxRegular aria-hidden="true" fontSize={20} />
        {t('rules.organize')}
      </RouteLink>
      <RouteLink
        className={styles.subsection}
        to={{ page: 'options', section: 'inbox-rules' }}
        isCurrent={section === 'inbox-rules'}
      >
        {t('rules.title')}
      </RouteLink>
      <RouteLink to={{ page: 'options', section: 'block-or-allow' }} isCurrent={section === 'block-or-allow'}>
        <MailProhibitedRegular aria-hidden="true" fontSize={20} />
        {t('blockOrAllow.title')}
      </RouteLink>
      <RouteLink to={{ page: 'options', section: 'general' }} isCurrent={section === 'general'}>
        <SettingsRegular aria-hidden="true" fontSize={20} />
        {t('options.general')}
      </RouteLink>
    </nav>
  );
}
