import { test } from 'node:test';
import { lookAtEveryPage } from './admin-looks.ts';

test('every page and dialog in English, light and dark, on desktop and phone: axe reports nothing, nothing is cut off', {
  timeout: 470_000,
}, async (t) => {
  await lookAtEveryPage(t, 'en');
});
