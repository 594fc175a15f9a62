import { LineSearch } from './line-search.ts';

const cr = 13;
const lf = 10;
const dot = 46;

/** A line end that is not CRLF: such a message is refused, or another server could read it as two (SMTP smuggling). */
export type LineEndFault = 'bare-lf' | 'bare-cr';

type State =
  /** After CRLF, and at the very beginning. */
  | 'line-start'
  /** After `CRLF .` */
  | 'dot'
  /** After `CRLF . CR` */
  | 'dot-cr'
  | 'middle'
  /** After a CR within a line. */
  | 'cr';

/**
 * The content of DATA (RFC 5321 §4.5.2): transparent dots removed, ended by `CRLF . CRLF` and by nothing else. Content with
 * a bare CR or LF is read to that end, so that no part of it is taken for commands, and `fault` says why to refuse it.
 */
export class DataDecoder {
  fault: LineEndFault | null = null;
  private state: State = 'line-start';

  /**
   * Decodes `chunk` into `pieces` (views of it), which stay empty once there is a fault.
   * `consumed` is the whole chunk, or up to and with the end of data when `ended`.
   */
  decode(chunk: Uint8Array): {
    readonly pieces: readonly Uint8Array[];
    readonly consumed: number;
    readonly ended: boolean;
  } {
    const pieces: Uint8Array[] = [];
    const { length } = chunk;
    const line = new LineSearch(chunk);
    let from = 0;
    let at = 0;
    const emit = (to: number): void => {
      if (to > from && this.fault === null) pieces.push(chunk.subarray(from, to));
    };
    while (at < length) {
      const byte = chunk[at] as number;
      switch (this.state) {
        case 'line-start':
          if (byte === dot) {
            emit(at);
            from = at + 1;
            at += 1;
            this.state = 'dot';
          } else {
            this.state = 'middle';
          }
          break;
        case 'dot':
          if (byte === cr) {
            at += 1;
            // Left out: either it belongs to the end, or it is a bare CR and nothing is given out any more.
            from = at;
            this.state = 'dot-cr';
          } else {
            this.state = 'middle';
          }
          break;
        case 'dot-cr':
          if (byte === lf) {
            this.state = 'line-start';
            return { pieces, consumed: at + 1, ended: true };
          }
          this.fault ??= 'bare-cr';
          this.state = 'middle';
          break;
        case 'middle':
          at = line.endsNotBefore(at);
          if (at === length) break;
          if (chunk[at] === cr) this.state = 'cr';
          else if (chunk[at] === lf) this.fault ??= 'bare-lf';
          at += 1;
          break;
        case 'cr':
          if (byte === lf) {
            at += 1;
            this.state = 'line-start';
          } else {
            this.fault ??= 'bare-cr';
            this.state = 'middle';
          }
          break;
      }
    }
    emit(length);
    return { pieces, consumed: length, ended: false };
  }
}
