import {
  ChevronRightRegular,
  MailArrowUpRegular,
  MailInboxRegular,
  MailProhibitedRegular,
  PersonRegular,
  PlugConnectedRegular,
  SettingsRegular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { RouteLink } from '../frame/route-link.tsx';
import type { OptionsSection } from '../route.ts';
import styles from './options-page.module.css';

/** The first page of the options: where to go, in words. */
export function OptionsStart() {
  const t = useWords();
  return (
    <>
      <h1 className={styles.title}>{t('options.title')}</h1>
      <div className={styles.cards}>
        <StartCard
          section="my-account"
          icon={<PersonRegular />}
          title={t('options.myAccount')}
          text={t('options.accountText')}
        />
        <StartCard
          section="pop-imap"
          icon={<PlugConnectedRegular />}
          title={t('options.popImap')}
          text={t('options.popImapText')}
        />
        <StartCard
          section="automatic-replies"
          icon={<MailArrowUpRegular />}
          title={t('automaticReplies.title')}
          text={t('automaticReplies.text')}
        />
        <StartCard section="inbox-rules" icon={<MailInboxRegular />} title={t('rules.title')} text={t('rules.text')} />
        <StartCard
          section="block-or-allow"
          icon={<MailProhibitedRegular />}
          title={t('blockOrAllow.title')}
          text={t('blockOrAllow.text')}
        />
        <StartCard
          section="general"
          icon={<SettingsRegular />}
          title={t('options.general')}
          text={t('options.generalText')}
        />
      </div>
    </>
  );
}

export interface StartCardProps {
  readonly section: OptionsSection;
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
}

export function StartCard({ section, icon, title, text }: StartCardProps) {
  return (
    <RouteLink to={{ page: 'options', section }} className={styles.card}>
      <span className={styles.cardIcon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.cardWords}>
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
      <ChevronRightRegular aria-hidden="true" fontSize={20} />
    </RouteLink>
  );
}
