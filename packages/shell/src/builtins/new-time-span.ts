import { TimeSpan } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';

export const newTimeSpan: Builtin = {
  name: 'New-TimeSpan',
  synopsis: {
    en: 'Gives a length of time, or that between two dates.',
    fr: 'Donne une durée, ou celle entre deux dates.',
  },
  parameters: [
    { name: 'Start', type: 'date', position: 1 },
    { name: 'End', type: 'date', position: 2 },
    { name: 'Days', type: 'number' },
    { name: 'Hours', type: 'number' },
    { name: 'Minutes', type: 'number' },
    { name: 'Seconds', type: 'number' },
    { name: 'Milliseconds', type: 'number' },
  ],
  examples: ['Set-ImapSettings -AuthenticatedConnectionTimeout (New-TimeSpan -Minutes 30)'],
  start: (invocation, given) => ({
    process: async () => {
      const [start, end] = [given.value('Start'), given.value('End')];
      if (start instanceof Date || end instanceof Date) {
        const now = invocation.engine.session.now();
        const from = start instanceof Date ? start : now;
        await invocation.emit(new TimeSpan((end instanceof Date ? end : now).getTime() - from.getTime()));
        return;
      }
      const amount = (name: string): number => given.number(name) ?? 0;
      const seconds = ((amount('Days') * 24 + amount('Hours')) * 60 + amount('Minutes')) * 60 + amount('Seconds');
      await invocation.emit(new TimeSpan(seconds * 1000 + amount('Milliseconds')));
    },
  }),
};
