import type { CmdletCall, CmdletDescription, CmdletHost, OutputRecord } from '@relais/management-contract';
import { HttpCmdletHost } from '@relais/shell';

/**
 * A server's cmdlets over its socket, for many shells one after another: what cmdlets there are is asked once. A shell asks at its
 * start, and over the socket the answer is the same for as long as the server runs; it is most of what a short command costs.
 */
export class DescribedOnceHost implements CmdletHost {
  private readonly host: HttpCmdletHost;
  private described: readonly CmdletDescription[] | null = null;
  constructor(socketPath: string) {
    this.host = new HttpCmdletHost({ socketPath });
  }

  async describe(): Promise<readonly CmdletDescription[]> {
    return (this.described ??= await this.host.describe());
  }

  invoke(call: CmdletCall, signal?: AbortSignal): AsyncIterable<OutputRecord> {
    return this.host.invoke(call, signal);
  }

  async complete(cmdlet: string, parameter: string, prefix: string): Promise<readonly string[]> {
    return await this.host.complete(cmdlet, parameter, prefix);
  }
}
