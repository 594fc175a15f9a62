import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  type MenuButtonProps,
  SplitButton,
} from '@fluentui/react-components';
import { CalendarClockRegular, SendRegular } from '@fluentui/react-icons';
import { type FormEvent, useState } from 'react';
import { useWords } from '../language/words.ts';
import { currentZone } from '@relais/browser-frame/language/regional.ts';
import { momentAt, wallClockAt } from '@relais/browser-frame/language/zoned-moment.ts';
import { longDate } from '../mail/date-words.ts';
import { momentOfInput } from '../options/input-moment.ts';

export interface SendButtonProps {
  readonly isSending: boolean;
  readonly isDisabled: boolean;
  /** `null`: now. */
  readonly onSend: (at: Date | null) => void;
}

/** Sends now, or when the writer says. */
export function SendButton({ isSending, isDisabled, onSend }: SendButtonProps) {
  const t = useWords();
  const [isAsking, setIsAsking] = useState(false);
  const [time, setTime] = useState('');
  const chosen = new Date(momentOfInput(time) ?? 0);
  const isGood = chosen.getTime() > Date.now();

  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (!isGood) return;
    setIsAsking(false);
    onSend(chosen);
  }

  return (
    <>
      <Menu positioning="below-start">
        <MenuTrigger disableButtonEnhancement>
          {(trigger: MenuButtonProps) => (
            <SplitButton
              appearance="primary"
              icon={<SendRegular />}
              disabled={isDisabled}
              menuButton={{ ...trigger, 'aria-label': t('compose.sendLater') }}
              primaryActionButton={{ onClick: () => onSend(null) }}
            >
              {isSending ? t('compose.sending') : t('compose.send')}
            </SplitButton>
          )}
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {suggestedTimes(new Date()).map(({ key, at }) => (
              <MenuItem key={key} icon={<CalendarClockRegular />} onClick={() => onSend(at)}>
                {t(`compose.later.${key}`, { time: longDate(at.toISOString()) })}
              </MenuItem>
            ))}
            <MenuItem icon={<CalendarClockRegular />} onClick={() => setIsAsking(true)}>
              {t('compose.later.choose')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <Dialog open={isAsking} onOpenChange={(_, { open }) => setIsAsking(open)}>
        <DialogSurface>
          <form onSubmit={submit}>
            <DialogBody>
              <DialogTitle>{t('compose.sendLater')}</DialogTitle>
              <DialogContent>
                <Field
                  label={t('compose.later.when')}
                  {...(time !== '' && !isGood
                    ? { validationState: 'error' as const, validationMessage: t('compose.later.past') }
                    : {})}
                >
                  <Input type="datetime-local" value={time} onChange={(_, { value }) => setTime(value)} />
                </Field>
              </DialogContent>
              <DialogActions>
                <Button type="submit" appearance="primary" disabled={!isGood}>
                  {t('compose.sendLater')}
                </Button>
                <Button onClick={() => setIsAsking(false)}>{t('cancel')}</Button>
              </DialogActions>
            </DialogBody>
          </form>
        </DialogSurface>
      </Dialog>
    </>
  );
}

function suggestedTimes(now: Date): readonly { readonly key: 'hour' | 'tomorrow' | 'monday'; readonly at: Date }[] {
  const today = wallClockAt(now, currentZone());
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  // In the reader's own time zone; days beyond the month's end roll over into the next.
  const morning = (days: number) =>
    momentAt({ ...today, day: today.day + days, hour: 8, minute: 0, second: 0 }, currentZone());
  const untilMonday = (8 - weekday) % 7 || 7;
  return [
    { key: 'hour', at: new Date(now.getTime() + 3_600_000) },
    { key: 'tomorrow', at: morning(1) },
    ...(untilMonday > 1 ? [{ key: 'monday' as const, at: morning(untilMonday) }] : []),
  ];
}
