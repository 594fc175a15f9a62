import type { CmdletCall, CmdletDescription, CmdletHost, OutputRecord } from '@relais/management-contract';
import { type CmdletClient, cmdletClient } from './cmdlet-client.ts';
import { type HttpsConnection, httpsTransport } from './https-transport.ts';
import { socketTransport } from './socket-transport.ts';

/** `<data>/relais.sock` of this machine, or a server elsewhere. */
export type ServerConnection = { readonly socketPath: string; readonly organisation?: string } | HttpsConnection;

/** A running server's cmdlets, over its socket or HTTPS with the caller's own roles. */
export class HttpCmdletHost implements CmdletHost {
  private readonly client: CmdletClient;
  private readonly end: () => void;
  /** @throws Error when the address is none, or would send the password in the clear. */
  constructor(connection: ServerConnection) {
    if ('socketPath' in connection) {
      this.client = cmdletClient(socketTransport(connection.socketPath, connection.organisation));
      this.end = () => undefined;
    } else {
      const { transport, close } = httpsTransport(connection);
      this.client = cmdletClient(transport);
      this.end = close;
    }
  }

  async describe(): Promise<readonly CmdletDescription[]> {
    return await this.client.describe();
  }

  invoke(call: CmdletCall, signal?: AbortSignal): AsyncIterable<OutputRecord> {
    return this.client.invoke(call, signal);
  }

  async complete(cmdlet: string, parameter: string, prefix: string): Promise<readonly string[]> {
    return await this.client.complete(cmdlet, parameter, prefix);
  }

  /** Ends kept connections. */
  close(): void {
    this.end();
  }
}
