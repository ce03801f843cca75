/** How a script ends when the lock is another's: what stands there is for the caller to read. */
export const held = 9;
