/** Did the system refuse a call? Anything else that is thrown is a bug, and stays one. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
