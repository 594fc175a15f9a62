import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { PostgresExclusiveLocks } from './exclusive-locks.ts';

/** Takes the lock `argv[3]` of the database `argv[2]`, says so, and keeps it until it is killed. */
const [, , url = '', name = ''] = process.argv;
const locks = new PostgresExclusiveLocks({ url, log: silentLog, clock: systemClock });
const lock = await locks.take(name, { giveWay: () => false, lost: () => undefined });
console.log(lock === null ? 'refused' : 'held');
process.stdin.resume();
