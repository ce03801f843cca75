import type { Readable } from 'node:stream';

/** How a command on a host ended. `exit` is null when a signal ended it or nobody knows: that is a failure. */
export interface CommandResult {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Told that it took one round trip less: its channel was open. */
  readonly onShort?: () => void;
  /** Nobody waits for it while it is under way: its round trips cost nothing. */
  readonly aside?: true;
  /** Sent to the command; without it the command's input is empty. The command's input ends where the stream ends. */
  readonly stdin?: Readable | string;
  /** Each chunk of standard output as it arrives. With it, `stdout` of the result stays empty. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Ends the wait: the channel (or local process group) is closed and the promise rejects. */
  readonly signal?: AbortSignal;
  /**
   * Doing it twice, even at the same time, is harmless: where the connection breaks it is sent again. Without it the
   * promise rejects with `Lost`. A stream cannot be sent again: who gives one, or reads the output as it comes, sees to
   * that.
   */
  readonly repeatable?: true;
}

/** How a host can replace its pointer in one step; `none` is not known yet, or not possible. */
export type RenameMethod = 'posix-rename' | 'rename' | 'mv' | 'none';

/** One host, reached once and kept for the whole run. */
export interface Connection {
  /** The host's name as people read it: `ame-1.example.com`, `ame-2.example.com:2222`, `local`. */
  readonly host: string;
  /** Runs one line of shell. Resolves with how it ended, whatever that is; rejects only when nobody knows. */
  run(line: string, options?: RunOptions): Promise<CommandResult>;
  /** Opens a channel for the next command that is repeatable and takes a stream. Changes nothing on the host. */
  openAhead(): void;
  /** Opens what a rename needs and says which way it will go. Changes nothing on the host. */
  renameMethod(): Promise<RenameMethod>;
  /** Tries `mv -T` in a scratch directory that it makes and removes; after a success `rename` may use it. */
  proveRename(scratch: string): Promise<RenameMethod>;
  /**
   * `rename(2)`: replaces what `to` names in one step, and reads back where it leads now; empty when it is no link.
   * Rejects if no atomic way is known.
   */
  rename(from: string, to: string): Promise<string>;
  close(): void;
}
