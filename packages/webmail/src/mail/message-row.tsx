import {
  ArrowDownRegular,
  ArrowForwardRegular,
  ArrowReplyRegular,
  AttachRegular,
  DeleteRegular,
  FlagFilled,
  FlagRegular,
} from '@fluentui/react-icons';
import { memo, type MouseEvent } from 'react';
import { useWords } from '../language/words.ts';
import { usePreferences } from '../server/preferences.ts';
import { categoriesOf } from './categories.ts';
import { shortDate } from './date-words.ts';
import { type EmailRow, importanceOf } from './mail-types.ts';
import { Marked } from './marked.tsx';
import styles from './message-list.module.css';
import { peopleText } from './people-text.ts';

export interface MessageRowProps {
  /** Undefined while its page is on the way. */
  readonly row: EmailRow | undefined;
  readonly top: number;
  readonly position: number;
  readonly total: number;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly showsRecipients: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onToggle: () => void;
  readonly onFlag: () => void;
  readonly onDelete: () => void;
  readonly onDragStart: () => void;
}

/** One line of the list. What the mouse finds here, the keyboard finds in the bar above and in the shortcuts. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, top, isOpen, isSelected, isCursor } = props;
  const t = useWords();
  const { categories: names } = usePreferences();
  if (row === undefined) {
    return <div className={styles.row} style={{ insetBlockStart: top }} role="presentation" />;
  }
  const isUnread = row.keywords.$seen !== true;
  const isFlagged = row.keywords.$flagged === true;
  const people = props.showsRecipients ? row.to : row.from;
  const who = peopleText(people, t) || t(props.showsRecipients ? 'mail.noRecipient' : 'mail.noSender');
  const categories = categoriesOf(row);
  const importance = importanceOf(row);
  const marks = [
    isUnread ? t('mail.unreadMark') : '',
    isFlagged ? t('mail.flagged') : '',
    row.hasAttachment ? t('mail.hasAttachment') : '',
    row.keywords.$answered === true ? t('mail.answered') : '',
    row.keywords.$forwarded === true ? t('mail.forwardedMark') : '',
    importance === 'normal' ? '' : t(importance === 'high' ? 'mail.important' : 'mail.unimportant'),
    ...categories.map((colour) => names[colour] ?? t(`mail.colours.${colour}`)),
    row.conversationSize > 1 ? t('mail.conversationOf', { count: row.conversationSize }) : '',
  ].filter((mark) => mark !== '');
  const mouseOnly = (act: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    act();
  };
  const classes = [
    styles.row,
    isUnread && styles.unread,
    isOpen && styles.open,
    isSelected && styles.selected,
    isCursor && styles.cursor,
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself handles the keyboard
    <div
      id={`email-${row.id}`}
      className={classes.filter(Boolean).join(' ')}
      style={{ insetBlockStart: top }}
      role="option"
      aria-selected={isSelected}
      {...(isOpen ? { 'aria-current': true } : {})}
      aria-posinset={props.position}
      aria-setsize={props.total}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('text/x-relais-emails', row.id);
        event.dataTransfer.effectAllowed = 'move';
        props.onDragStart();
      }}
      onClick={props.onClick}
    >
      <span className={styles.check} aria-hidden="true" onClick={mouseOnly(props.onToggle)}>
        <span className={isSelected ? styles.ticked : styles.tick} />
      </span>
      <span className={styles.words}>
        {marks.length > 0 && <span className="seen-by-readers-only">{marks.join(', ')}, </span>}
        <span className={styles.first}>
          <span className={styles.who} dir="auto">
            {who}
          </span>
          {row.conversationSize > 1 && (
            <span className={styles.size} aria-hidden="true">
              {row.conversationSize}
            </span>
          )}
          {importance === 'high' && (
            <span className={styles.important} aria-hidden="true">
              !
            </span>
          )}
          {importance === 'low' && <ArrowDownRegular className={styles.mark} aria-hidden="true" />}
          {row.keywords.$answered === true && <ArrowReplyRegular className={styles.mark} aria-hidden="true" />}
          {row.keywords.$forwarded === true && <ArrowForwardRegular className={styles.mark} aria-hidden="true" />}
          {row.hasAttachment && <AttachRegular className={styles.mark} aria-hidden="true" />}
          <span className={styles.date}>{shortDate(row.receivedAt)}</span>
        </span>
        <span className={styles.second}>
          <span className={styles.subject} dir="auto">
            {row.keywords.$draft === true && <em>{t('mail.draftMark')} · </em>}
            {row.snippet?.subject ? <Marked html={row.snippet.subject} /> : row.subject || t('mail.noSubject')}
          </span>
          {categories.map((colour) => (
            <span key={colour} className={styles.category} data-colour={colour} aria-hidden="true" />
          ))}
          <span className={isFlagged ? styles.actionsShown : styles.actions} aria-hidden="true">
            <span className={styles.action} title={t('mail.delete')} onClick={mouseOnly(props.onDelete)}>
              <DeleteRegular />
            </span>
            <span
              className={isFlagged ? styles.flagged : styles.action}
              title={t(isFlagged ? 'mail.unflag' : 'mail.flag')}
              onClick={mouseOnly(props.onFlag)}
            >
              {isFlagged ? <FlagFilled /> : <FlagRegular />}
            </span>
          </span>
        </span>
        <span className={styles.preview} dir="auto">
          {row.snippet?.preview ? <Marked html={row.snippet.preview} /> : row.preview}
        </span>
      </span>
    </div>
  );
});
