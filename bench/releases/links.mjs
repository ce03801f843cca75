/** The lines that are measured: how much goes through in a second, and how long there and back. */
export const links = {
  lo: { megabits: 0, milliseconds: 0 },
  '1gbit-5ms': { megabits: 1000, milliseconds: 5 },
  '100mbit-20ms': { megabits: 100, milliseconds: 20 },
  '100mbit-80ms': { megabits: 100, milliseconds: 80 },
};

/** The line as `link.c` reads it. Its buffer holds what is on its way, at least 20 ms of it. */
export function lineOf({ megabits, milliseconds }) {
  const buffer = (megabits * 1e6 * Math.max(milliseconds, 20)) / 8 / 1000;
  return `${megabits} ${milliseconds * 500} ${Math.max(buffer, 262_144)}\n`;
}
