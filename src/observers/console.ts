import { styleText } from 'node:util';
import type { Emit, Event } from '../event.ts';
import { plainText } from '../plain-text.ts';
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
  return (event) => {
    const line = told(event, screen.debug);
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
    case 'noted':
      return [event.severity === 'warning' ? 'warning' : 'info', event.message];
    default:
      return undefined;
  }
}

function shellLine({ host, step }: Extract<Event, { type: 'step-started' }>): Line | undefined {
  const shell = shellOf(step);
  return shell === undefined ? undefined : ['', `  ${host} $ ${shell}`];
}

function liveLine(event: Event): string | undefined {
  if (event.type === 'step-started') return `${event.host}: ${event.step.title} …`;
  if (event.type !== 'sent') return undefined;
  return `${event.host}: ${(event.bytes / 1024 / 1024).toFixed(1)} MiB sent`;
}
