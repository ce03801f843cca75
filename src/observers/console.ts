import { styleText } from 'node:util';
import type { Emit, Event } from '../event.ts';
import { plainText } from '../plain-text.ts';
import { linesOfStale } from '../release/processes.ts';
import { shellOf } from '../release/transcript.ts';

/** Where the console writes, and what it may assume of it. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  /** A terminal gets a live line; a log gets timestamps. */
  readonly live: boolean;
  /** Also every step and its shell text. */
  readonly debug: boolean;
  readonly now: () => string;
}

type Style = Parameters<typeof styleText>[0];

/** Tells a run as it happens, as Bitbucket’s pipes do: INFO, ✔ and ✖. */
export function consoleObserver(screen: Screen): Emit {
  const clear = screen.live ? '\r\x1b[K' : '';
  const isDue = newWaits();
  const isQuiet = (event: Event) => event.type === 'waiting' && (screen.live || !isDue(event));
  return (event) => {
    const line = isQuiet(event) ? undefined : told(event, screen.debug);
    if (line !== undefined) screen.write(`${clear}${stamped(line, screen)}\n`);
    const doing = screen.live ? liveLine(event) : undefined;
    if (doing !== undefined) screen.write(`${clear}${paint('dim', plainText(doing), screen)}`);
  };
}

function stamped([mark, text]: Line, screen: Screen): string {
  const line = plainText(text);
  const stamp = screen.live ? '' : `${screen.now().slice(11, 19)} `;
  if (mark === '') return `${stamp}${line}`;
  return `${stamp}${paint(marks[mark], labels[mark], screen)} ${line}`;
}

function paint(style: Style, text: string, { colour }: Screen): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}

type Line = readonly [mark: Mark | '', line: string];
type Mark = 'info' | 'good' | 'bad' | 'warning';
const marks: Readonly<Record<Mark, Style>> = {
  info: 'cyan',
  good: 'green',
  bad: 'red',
  warning: 'yellow',
};
const labels: Readonly<Record<Mark, string>> = {
  info: 'INFO:',
  good: '✔',
  bad: '✖',
  warning: 'WARNING:',
};

/** What is worth a line of the log; steps that only keep the books are not. */
function told(event: Event, debug: boolean): Line | undefined {
  switch (event.type) {
    case 'run-started':
      return ['info', `${event.action} ${event.build} on ${event.target} (run ${event.run})`];
    case 'phase-started':
      return ['info', `${event.phase.padEnd(8)} ${event.hosts.join(', ')}`];
    case 'output':
      return ['', `  ${event.host} │ ${plainText(event.line)}`];
    case 'step-started':
      return debug ? shellLine(event) : undefined;
    case 'step-passed':
      return debug || ['hook', 'probe', 'upload'].includes(event.step.does)
        ? ['good', `${event.host}: ${event.step.title} (${event.seconds.toFixed(1)}s)`]
        : undefined;
    case 'step-failed':
      return ['bad', `${event.host}: ${event.step.title}: ${plainText(event.reason)}`];
    case 'way-back-started':
      return ['warning', `Going back: ${event.because}`];
    case 'asked':
      return ['', askedLine(event)];
    case 'waiting':
      return ['info', waitLine(event)];
    case 'stale':
      return ['warning', linesOfStale(event.host, event.processes).join('; ')];
    case 'sending':
      return ['info', sendingLine(event)];
    case 'noted':
      return [event.severity === 'warning' ? 'warning' : 'info', event.message];
    default:
      return undefined;
  }
}

function sendingLine({ host, entries, of }: Extract<Event, { type: 'sending' }>): string {
  if (entries === of) return `${host}: sends all ${of} entries`;
  return `${host}: sends ${entries} of ${of} entries; the host has the others`;
}

function shellLine({ host, step }: Extract<Event, { type: 'step-started' }>): Line | undefined {
  const shell = shellOf(step);
  return shell === undefined ? undefined : ['', `  ${host} $ ${shell}`];
}

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

function askedLine({ method, path, outcome, milliseconds, tries, left }: Of<'asked'>): string {
  const nth = tries > 1 ? [`try ${tries}`] : [];
  const rest = left === undefined ? [] : [`${left} left of the budget`];
  const facts = [`${milliseconds} ms`, ...nth, ...rest].join(', ');
  return `  ${method.padEnd(6)} ${path} → ${outcome} (${facts})`;
}

function waitLine({ because, until, seconds }: Of<'waiting'>): string {
  const rest = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `Waiting ${rest.join(':')}, until ${until.slice(0, 19)}Z: ${because}`;
}

const longestSilence = 300;

/** In a log a wait is told when it begins, when it gets longer, and now and then. */
function newWaits(): (event: Of<'waiting'>) => boolean {
  let told: Of<'waiting'> | undefined;
  return (event) => {
    const isNew = event.until !== told?.until || told.seconds - event.seconds >= longestSilence;
    if (event.seconds === 0 || !isNew) return false;
    told = event;
    return true;
  };
}

function liveLine(event: Event): string | undefined {
  if (event.type === 'waiting') return event.seconds === 0 ? '' : waitLine(event);
  if (event.type === 'step-started') return `${event.host}: ${event.step.title} …`;
  if (event.type !== 'sent') return undefined;
  return `${event.host}: ${(event.bytes / 1024 / 1024).toFixed(1)} MiB sent`;
}
