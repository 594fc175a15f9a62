/** What the tests use of node-imap, which brings no types. */
declare module 'node-imap' {
  import type { EventEmitter } from 'node:events';

  type Done<T> = (error: Error | null, result: T) => void;

  export default class Connection extends EventEmitter {
    constructor(options: { user: string; password: string; host: string; port: number; tls: boolean });
    connect(): void;
    end(): void;
    openBox<T>(name: string, readOnly: boolean, done: Done<T>): void;
    search(criteria: unknown[], done: Done<number[]>): void;
    fetch(source: number[], options: { bodies: string; struct: boolean }): EventEmitter;
    addFlags<T>(source: number[], flags: string, done: Done<T>): void;
    move<T>(source: number[], mailbox: string, done: Done<T>): void;
  }
}
