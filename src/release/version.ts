import { parse as parseCalver } from 'calver';
import { parse as parseSemver } from 'semver';

/** The text without the `v` tags like to begin with, if it is a version: SemVer, or CalVer as `2026.03.7`. */
export function readVersion(text: string): string | undefined {
  const bare = text.replace(/^v/, '');
  return isSemver(bare) || readCalver(bare) !== undefined ? bare : undefined;
}

/** A calendar version in parts. */
export interface Calver {
  readonly year: number;
  readonly month: number;
  /** The how-manieth of its month, from 1. */
  readonly micro: number;
}

/** The parts of a calendar version in its one spelling, `YYYY.0M.MICRO`; undefined for anything else. */
export function readCalver(text: string): Calver | undefined {
  const parts = partsOf(text);
  if (parts === undefined || parts.month < 1 || parts.micro < 1) return undefined;
  return toCalver(parts) === text ? parts : undefined;
}

/** A calendar version as text: `2026.03.7`. */
export function toCalver({ year, month, micro }: Calver): string {
  return `${String(year).padStart(4, '0')}.${String(month).padStart(2, '0')}.${micro}`;
}

// The library writes `2026-3.7`, takes a month 0, and counts from 0: it reads the parts, `toCalver` has the last word.
function partsOf(text: string): Calver | undefined {
  try {
    const { year, month, minor } = parseCalver(text.replace('.', '-'), { cycle: 'month' });
    return month === undefined ? undefined : { year, month, micro: minor };
  } catch {
    return undefined;
  }
}

function isSemver(text: string): boolean {
  const parsed = parseSemver(text);
  if (parsed === null) return false;
  const build = parsed.build.length === 0 ? '' : `+${parsed.build.join('.')}`;
  return `${parsed.version}${build}` === text;
}
