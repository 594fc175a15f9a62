/** A server under comparison, with one mailbox that the workloads use. */
export interface Target {
  readonly name: string;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly user: string;
  readonly password: string;
  /** User and system time of all its processes so far, in seconds. */
  processorSeconds(): Promise<number>;
  /** Proportional memory of all its processes, in bytes. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}
