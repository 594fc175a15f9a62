import type { Directory } from '../../domain/directory/directory.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { openMailStore } from '../../domain/mail/mail-store.ts';
import { newSendConnector } from '../../domain/queue/new-send-connector.ts';
import { openOutboundQueue } from '../../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../../domain/queue/open-send-connectors.ts';
import { openTrackingLog } from '../../domain/queue/open-tracking-log.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import type { NewMessage } from '../../domain/queue/queued-message.ts';
import { createRoute } from '../../domain/queue/route-recipient.ts';
import type { SendConnector, SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { openedEngine } from '../../storage/opened-engine.fixture.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { migrate } from '../../storage/migrations.ts';
import { createDelivery } from '../delivery/create-delivery.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { OutboundLogs } from './outbound-logs.ts';
import { createRelay, type Relay, type RelayLimits, type RelayParts } from './relay.ts';
import { DnsError, type MailResolver } from './resolver.ts';

/** A DNS of its own: what is not in it does not exist. */
export interface Zone {
  readonly mx?: Readonly<Record<string, readonly (readonly [priority: number, exchange: string])[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
}

export function resolverOf(zone: Zone): MailResolver {
  const exists = (name: string): boolean => name in (zone.mx ?? {}) || name in (zone.addresses ?? {});
  const find = (name: string): void => {
    if (name.startsWith('broken.')) throw new DnsError('temporary', `the DNS did not answer for ${name} (ESERVFAIL)`);
    if (!exists(name)) throw new DnsError('no-such-name', `${name} does not exist`);
  };
  return {
    async mx(domain) {
      find(domain);
      return (zone.mx?.[domain] ?? []).map(([priority, exchange]) => ({ priority, exchange }));
    },
    async addresses(host) {
      find(host);
      return zone.addresses?.[host] ?? [];
    },
  };
}

export interface RelayPlace {
  readonly clock: ManualClock;
  readonly queue: OutboundQueue;
  readonly tracking: TrackingLog;
  readonly sendConnectors: SendConnectors;
  readonly directory: Directory;
  readonly relay: Relay;
  readonly dataDirectory: string;
  /** A connector that sends there, for every domain. */
  connect(port: number, given?: Partial<SendConnector>): Promise<SendConnector>;
  send(recipients: readonly string[], given?: Partial<NewMessage>, content?: string): Promise<number>;
  /** Moves the clock, waiting at each time at which something is due until all of it has been tried. */
  later(milliseconds: number): Promise<void>;
  /** Messages in a mailbox here, as text; in its inbox unless another folder is named. */
  mailbox(alias: string, folder?: string): Promise<readonly string[]>;
  waiting(): Promise<number>;
}

interface Ending {
  after(work: () => Promise<void>): void;
}

let databaseOf: (ending: object) => Promise<string | null> = async () => null;

/** Says which database the places of a test stand on; `null`, and without this: the embedded store. */
export function placesStandOn(source: typeof databaseOf): void {
  databaseOf = source;
}

/** The queue and the relay over a real store, real sockets and a DNS of the test's own. */
export async function openRelayPlace(
  ending: Ending,
  zone: Zone,
  options: {
    readonly authorities?: readonly string[];
    readonly limits?: Partial<RelayLimits>;
    readonly logs?: OutboundLogs;
    /** Instead of the zone. */
    readonly resolver?: MailResolver;
    readonly security?: RelayParts['security'] & {};
    readonly noteTls?: RelayParts['noteTls'] & {};
    readonly transport?: RelayParts['transport'] & {};
    readonly rewriting?: RelayParts['rewriting'] & {};
    readonly dkim?: RelayParts['dkim'] & {};
    readonly domainSecurity?: RelayParts['domainSecurity'] & {};
    /** What stands before the delivery into mailboxes here. */
    readonly around?: (delivery: Delivery) => Delivery;
  } = {},
): Promise<RelayPlace> {
  const url = await databaseOf(ending);
  const { engine, dataDirectory, close } = await openedEngine(url);
  const scope = engine.system;
  await migrate(scope, engine.differences, 'directory', directoryMigrations);
  await migrate(scope, engine.differences, 'queue', queueMigrations);
  const clock = new ManualClock();
  const changes = new LocalChangeSignal();
  const directory = await openExampleDirectory(scope, clock);
  for (const alias of ['alice', 'bob']) await createPerson(directory, alias);
  const mail = openMailStore({ engine, changes, clock, log: silentLog });
  const sendConnectors = await openSendConnectors({ scope, clock });
  const tracking = await openTrackingLog({ scope, clock, server: 'CAS01' });
  const route = createRoute({ directory, sendConnectors });
  const queue = await openOutboundQueue({ scope, clock, server: 'CAS01', route, tracking });
  const { around = (delivery) => delivery, ...relayOptions } = options;
  const delivery = around(createDelivery({ directory, mail, clock, log: silentLog }));
  const relay = createRelay({
    queue,
    sendConnectors,
    delivery,
    directory,
    resolver: resolverOf(zone),
    clock,
    log: silentLog,
    server: { serverName: 'CAS01', fqdn: 'cas01.example.test', dataDirectory, bindAddress: null, portOffset: 0 },
    random: () => 0.5,
    ...relayOptions,
  });
  relay.start();
  await relay.idle();
  ending.after(async () => {
    await relay.stop();
    await changes.close();
    await close();
  });
  return {
    clock,
    queue,
    tracking,
    sendConnectors,
    directory,
    relay,
    dataDirectory,
    async connect(port, given = {}) {
      const connector = newSendConnector(clock.now(), {
        Name: `to ${port}`,
        AddressSpaces: ['*'],
        Port: port,
        ...given,
      });
      await sendConnectors.create(connector);
      await relay.idle();
      return connector;
    },
    async send(recipients, given = {}, content = 'Subject: Hello\r\nMessage-ID: <1@example.test>\r\n\r\nHi\r\n') {
      const intake = queue.begin({
        sender: 'alice@example.test',
        recipients: recipients.map((address) => ({ address, notify: null, originalRecipient: null })),
        smtpUtf8: false,
        ret: null,
        envelopeId: null,
        authenticatedAs: null,
        source: 'SMTP',
        clientAddress: null,
        language: null,
        ...given,
      });
      await intake.write(Buffer.from(content));
      return (await intake.commit()).id;
    },
    async later(milliseconds) {
      const target = clock.now() + milliseconds;
      await relay.idle();
      // From one due time to the next: what one woke has ended, on the disk too, before the clock goes on. In one leap
      // an attempt of the first minute would still be under way in the last.
      for (let due = clock.nextDue(); due !== null && due <= target; due = clock.nextDue()) {
        clock.advance(due - clock.now());
        await relay.idle();
      }
      clock.advance(target - clock.now());
    },
    async mailbox(alias, folder = 'INBOX') {
      const store = await mail.account(directory.findMailbox(alias)?.guid ?? '');
      const { folderId } = await store.folder(folder);
      const texts: string[] = [];
      for await (const page of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {}))
        for (const { contentId } of page) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of store.content(contentId)) chunks.push(chunk);
          texts.push(Buffer.concat(chunks).toString());
        }
      return texts;
    },
    async waiting() {
      return (await queue.messages({ most: 1000 })).length;
    },
  };
}
