import type { Emit, Event } from '../event.ts';
import { linesOfStale, type ReleaseProcess } from '../release/processes.ts';
import type { CommandRecord } from '../release/record.ts';
import type { Check } from '../reports/report.ts';

const longestOutput = 2000;

/** What a run did, as its record and its reports tell it. */
export interface Deeds {
  readonly commands: ReadonlyMap<string, readonly CommandRecord[]>;
  readonly verification: readonly { probe: string; passed: boolean; result: string }[];
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
  /** By host: what still worked in releases that were not live. */
  readonly stale: ReadonlyMap<string, readonly ReleaseProcess[]>;
}

/** Collects a run’s commands, probes and steps while it goes on. */
export function recordObserver(): { readonly observe: Emit; readonly deeds: Deeds } {
  const deeds: Growing = {
    commands: new Map(),
    verification: [],
    checks: [],
    notes: [],
    stale: new Map(),
  };
  return { observe: (event) => note(event, deeds), deeds };
}

interface Growing {
  readonly commands: Map<string, CommandRecord[]>;
  readonly verification: Deeds['verification'][number][];
  readonly checks: Check[];
  readonly notes: string[];
  readonly stale: Map<string, readonly ReleaseProcess[]>;
}

function note(event: Event, deeds: Growing) {
  switch (event.type) {
    case 'command':
      return addCommand(event, deeds);
    case 'probed': {
      const { url, passed, result } = event;
      return deeds.verification.push({ probe: url, passed, result });
    }
    case 'step-passed':
    case 'step-failed':
      return deeds.checks.push(checkOf(event));
    case 'stale':
      deeds.stale.set(event.host, event.processes);
      return deeds.notes.push(...linesOfStale(event.host, event.processes));
    case 'noted':
      return event.severity === 'warning' ? deeds.notes.push(event.message) : undefined;
    default:
      return undefined;
  }
}

function addCommand(event: Extract<Event, { type: 'command' }>, { commands }: Growing) {
  const { phase, host, line, exit, seconds, output } = event;
  const row = { phase, line, exit, seconds: round(seconds), output: output.slice(-longestOutput) };
  commands.set(host, [...(commands.get(host) ?? []), row]);
}

function checkOf(event: Extract<Event, { type: 'step-passed' | 'step-failed' }>): Check {
  const { phase, host, step, seconds } = event;
  return {
    name: `${phase} ${host}: ${step.title}`,
    passed: event.type === 'step-passed',
    seconds: round(seconds),
    message: event.type === 'step-failed' ? event.reason : '',
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
