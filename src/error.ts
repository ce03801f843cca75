/** Why a run may end, and the exit code that says so. */
export const exitCodes = {
  failed: 1,
  differs: 2,
  unsure: 3,
  blocked: 4,
  'rolled-back': 5,
  split: 6,
  usage: 64,
} as const;
export type Code = keyof typeof exitCodes;

/** The exit code of an error nobody expected. */
export const bugExitCode = 70;

/** The run must end here, and this is what to tell a person. Any other error is a bug. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly code: Code;
  /** The next command or action, as a sentence. */
  readonly hint: string | undefined;
  /** One line each: everything that was found, not only the first. */
  readonly details: readonly string[];

  constructor(
    code: Code,
    message: string,
    options: ErrorOptions & { hint?: string; details?: readonly string[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? [];
  }
}

/** The sentence inside whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
