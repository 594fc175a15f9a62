import type { ImapDriver } from '../imap-driver.ts';
import { ImapScript } from '../load/imap-script.ts';
import { Plan } from '../load/plan.ts';
import { play } from '../load/play.ts';
import type { Target } from '../target.ts';
import { pause, percentile, rate, selected, type Workload } from '../workload.ts';
import { deliverOne } from './deliveries.ts';

const idleCount = 2_000;
const warmCount = 1_000;
const pushes = 40;

export const sessions: readonly Workload[] = [
  signIns('sessions', 'plain', '4×', 'dovecot', { count: 400, tls: false }),
  signIns('sessions-tls', 'TLS 1.3, full handshake', '2×', 'dovecot', { count: 150, tls: true }),
  signIns('sessions-hashed', 'plain, production password hashes', '5×', 'dovecot-hibernate', {
    count: 150,
    tls: false,
  }),
  idle('idle', 'plain', '1/10', 'dovecot', false),
  idle('idle-tls', 'TLS 1.3', '1/10', 'dovecot', true),
  idle('idle-hibernate', 'plain, peer hibernates', '2×', 'dovecot-hibernate', false),
  idle('idle-hibernate-tls', 'TLS 1.3, peer hibernates', '2×', 'dovecot-hibernate', true),
  push('push', 50),
  push('push-p99', 99),
];

function signIns(
  name: string,
  how: string,
  goal: string,
  peer: Workload['peer'],
  { count, tls }: { count: number; tls: boolean },
): Workload {
  return {
    name,
    what: () => `connect, LOGIN, SELECT, LOGOUT: ${how}`,
    goal,
    unit: 'a second',
    moreIsBetter: true,
    peer,
    async run(target, { player }) {
      const plan = new Plan();
      const script = new ImapScript(plan, target);
      const from = plan.each(() => {
        script.signIn({ user: 1, tls });
        script.run('SELECT INBOX');
        script.run('LOGOUT');
        plan.close();
      });
      plan.stop();
      for (let index = 0; index < count; index += 1) plan.item();
      plan.play(from);
      return rate(await play(player, plan), count);
    },
  };
}

/**
 * Memory of one connection in IDLE. The first thousand are not counted: they warm code and buffers, and with them V8 collects what
 * the start of the server left, which would pay for those that are counted.
 */
function idle(name: string, how: string, goal: string, peer: Workload['peer'], tls: boolean): Workload {
  return {
    name,
    what: () => `memory of one of ${idleCount} connections in IDLE, ${how}`,
    goal,
    unit: 'KiB',
    moreIsBetter: false,
    peer,
    isFirstTime: true,
    // Processes and memory that are left over would take the new sessions, and cost nothing then.
    prepare: (target) => target.restart(),
    async run(target) {
      const drivers = await open(target, warmCount, tls);
      await settle(peer);
      const before = await target.memory();
      drivers.push(...(await open(target, idleCount, tls)));
      await settle(peer);
      const value = ((await target.memory()) - before) / idleCount / 1024;
      for (const driver of drivers) driver.close();
      await pause(2_000);
      return { value };
    },
  };
}

/** Sessions of twenty users, since Dovecot watches a mailbox for each of them. */
async function open(target: Target, count: number, tls: boolean): Promise<ImapDriver[]> {
  const drivers: ImapDriver[] = [];
  while (drivers.length < count)
    drivers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(25, count - drivers.length) }, async (_, index) => {
          const driver = await selected(target, 'INBOX', tls, 1 + (index % 20));
          await driver.idle();
          return driver;
        }),
      )),
    );
  return drivers;
}

// Dovecot hibernates a session after five seconds and ends its process a minute later. Relais gives back the room for young objects
// once it is quiet: ten seconds after the last sign-in it sometimes had and sometimes had not.
const settle = (peer: Workload['peer']): Promise<void> => pause(peer === 'dovecot-hibernate' ? 90_000 : 30_000);

function push(name: string, of: number): Workload {
  return {
    name,
    what: () => `push to a session in IDLE after a delivery, p${of}`,
    goal: '1/10',
    unit: 'ms',
    moreIsBetter: false,
    peer: 'dovecot',
    async run(target) {
      const driver = await selected(target, 'INBOX', false, 2);
      await driver.idle();
      const delays: number[] = [];
      for (let index = 0; index < pushes; index += 1) {
        await pause(20 + (index % 7) * 30);
        const told = driver.unasked();
        // From the acknowledgement of the delivery on.
        await deliverOne(target, 2, index);
        const started = performance.now();
        await told;
        delays.push(Math.max(performance.now() - started, 0.01));
      }
      driver.close();
      return { value: percentile(delays, of), operations: pushes };
    },
  };
}
