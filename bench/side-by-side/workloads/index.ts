import type { Workload } from '../workload.ts';
import { changing } from './changing.ts';
import { deliveries } from './deliveries.ts';
import { mixed } from './mixed.ts';
import { pop3 } from './pop3.ts';
import { reading } from './reading.ts';
import { searching } from './searching.ts';
import { sessions } from './sessions.ts';

/** In the order in which they run: first what must find the mailbox as it was filled. */
export const workloads: readonly Workload[] = [
  ...reading,
  ...searching,
  ...sessions,
  ...changing,
  ...mixed,
  ...deliveries,
  ...pop3,
];
