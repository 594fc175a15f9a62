import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shell } from '../src/index.ts';
import { MemoryFiles } from './fixture/memory-files.ts';
import { MemoryHost } from './fixture/memory-host.ts';

const moment = new Date('2026-07-15T22:30:40.123Z');

/** What a command line prints where the clock is `zone`'s. */
async function printed(zone: string, script: string): Promise<string> {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    let stdout = '';
    const shell = new Shell({
      host: new MemoryHost(),
      files: new MemoryFiles(),
      language: 'en',
      stdout: (text) => void (stdout += text),
      stderr: (text) => assert.fail(text),
      ask: async () => null,
      now: () => new Date(moment),
    });
    assert.equal(await shell.run(script), 0);
    return stdout.trim();
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
}

for (const zone of ['UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Tokyo']) {
  test(`dates of kind Utc show the clock of UTC and say so, in ${zone}`, async () => {
    for (const written of ['[datetime]::UtcNow', '(Get-Date).ToUniversalTime()', '(Get-Date ([datetime]::UtcNow))'])
      assert.equal(
        await printed(zone, `$u = ${written}; "$($u.Kind) $($u.ToString('o'))"`),
        'Utc 2026-07-15T22:30:40.1230000Z',
      );
    assert.equal(await printed(zone, "[datetime]::UtcNow.ToString('u')"), '2026-07-15 22:30:40Z');
    assert.equal(await printed(zone, '[datetime]::UtcNow.AddHours(2).Day'), '16');
    assert.equal(await printed(zone, '([datetime]::UtcNow - [timespan]"22:00").ToString("HH:mm zzz")'), '00:30 +00:00');
    assert.equal(
      await printed(
        zone,
        '[datetime]::UtcNow.ToLocalTime() -eq (Get-Date); (Get-Date).ToUniversalTime().ToLocalTime().Kind',
      ),
      'True\nLocal',
    );
    const json = await printed(zone, '@{ At = [datetime]::UtcNow } | ConvertTo-Json -Compress');
    assert.deepEqual(JSON.parse(json), { At: moment.toISOString() }, 'what leaves the shell is the moment');
  });
}

test('the difference between the two clocks is that of the zone, as in .NET', async () => {
  assert.equal(await printed('Asia/Tokyo', '((Get-Date) - [datetime]::UtcNow).TotalHours'), '9');
});
