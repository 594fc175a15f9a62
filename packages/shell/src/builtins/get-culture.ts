import type { Builtin } from '../runtime/builtin.ts';
import { cultureObject } from '../runtime/culture-object.ts';

export const getCulture: Builtin = {
  name: 'Get-Culture',
  synopsis: {
    en: 'Gives the culture in which numbers and dates are written.',
    fr: 'Donne la culture dans laquelle s’écrivent nombres et dates.',
  },
  parameters: [],
  examples: ['(Get-Culture).DateTimeFormat.ShortDatePattern'],
  start: (invocation) => ({
    process: async () => await invocation.emit(cultureObject(invocation.engine.session.language)),
  }),
};

export const getUICulture: Builtin = {
  name: 'Get-UICulture',
  synopsis: {
    en: 'Gives the culture in which texts are shown, which is the one of numbers and dates.',
    fr: 'Donne la culture des textes affichés, qui est celle des nombres et des dates.',
  },
  parameters: [],
  examples: ['(Get-UICulture).Name'],
  start: getCulture.start,
};

export const getHost: Builtin = {
  name: 'Get-Host',
  synopsis: { en: 'Gives the console, as $Host does.', fr: 'Donne la console, comme $Host.' },
  parameters: [],
  examples: ['(Get-Host).Version'],
  start: (invocation) => ({
    process: async () => await invocation.emit(invocation.engine.session.global.get('Host') ?? null),
  }),
};
