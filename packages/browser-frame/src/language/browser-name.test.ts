import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName } from './browser-name.ts';
import type { useFrameWords } from './frame-words.ts';

const t = ((_key: string, words: { browser: string; system: string }) =>
  `${words.browser} on ${words.system}`) as unknown as ReturnType<typeof useFrameWords>;

test('a browser is named as people name it, whatever else it says that it is', () => {
  const mozilla = 'Mozilla/5.0';
  for (const [userAgent, name] of [
    [
      `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36`,
      'Chrome on Linux',
    ],
    [
      `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
      'Edge on Windows',
    ],
    [`${mozilla} (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0`, 'Firefox on macOS'],
    [
      `${mozilla} (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604.1`,
      'Safari on iPhone',
    ],
    [`${mozilla} (Linux; Android 16) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
    ['curl/8.15.0', 'curl/8.15.0'],
    ['', ''],
  ] as const)
    assert.equal(browserName(userAgent, t), name);
});
