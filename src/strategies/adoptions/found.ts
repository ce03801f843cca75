import type { Answers } from '../../release/host-state.ts';
import type { Mark } from './adoption.ts';

/** What a host said of a layout that is not ours. */
export interface Found {
  /** Where `current` really leads; undefined when it leads nowhere. */
  readonly where: string | undefined;
  readonly log: string;
  readonly marks: ReadonlyMap<string, Mark>;
  /** The text of a link that a killed adoption left beside `current`. */
  readonly unfinished: string | undefined;
  /** Can the host exchange a directory and a link in one step? */
  readonly exchanges: boolean;
  /** What stands at each shared path in what is live: `file`, `directory`, `empty`, `link`, `moving`, `absent`, `other`. */
  readonly inside: ReadonlyMap<string, string>;
}

/** Reads a host’s answers to `adoptionQuestions`. */
export function readFound(answers: Answers): Found {
  const lines = (name: string) => (answers[name] ?? '').split('\n').filter((line) => line !== '');
  return {
    where: lines('where')[0],
    log: answers.log ?? '',
    marks: new Map(lines('marks').flatMap(markOf)),
    unfinished: lines('unfinished')[0],
    exchanges: lines('exchange')[0] === 'yes',
    inside: new Map(
      lines('inside').map((line): [string, string] => {
        const end = line.indexOf(' ');
        return [line.slice(end + 1), line.slice(0, end)];
      }),
    ),
  };
}

function markOf(line: string): [string, Mark][] {
  const [, mark, commit = '', name = ''] = /^(good|bad) (\S+) (.*)$/.exec(line) ?? [];
  return mark === undefined
    ? []
    : [[name, { bad: mark === 'bad', commit: commit === '-' ? '' : commit }]];
}
