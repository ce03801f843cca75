import { escaped } from './escaped.ts';
import { htmlLink } from './html-link.ts';
import { htmlTable } from './html-table.ts';
import type { Item, Section } from './report.ts';

/** What was looked at, place by place; a place where nothing is wrong is folded on a screen. */
export function sectionsHtml(sections: readonly Section[]): string[] {
  return sections.length === 0 ? [] : ['<h2>One by one</h2>', ...sections.map(sectionHtml)];
}

/** The part of the page that is about a place: a place’s name may hold anything, its number does not. */
export function anchorOf(title: string, sections: readonly Section[]): string | undefined {
  const index = sections.findIndex((section) => section.title === title);
  return index < 0 ? undefined : `place-${index + 1}`;
}

function sectionHtml({ title, link, items }: Section, index: number): string {
  const isOpen = items.some(({ verdict }) => verdict === 'bad');
  return [
    `<details id="place-${index + 1}"${isOpen ? ' open' : ''}>`,
    `<summary><b>${escaped(title)}</b>${escaped(tally(items))}</summary>`,
    `<p>${htmlLink('Its settings in Bitbucket', link)}</p>`,
    htmlTable(['', 'what', ''], [...items].sort(worstFirst).map(cellsOf)),
    '</details>',
  ].join('\n');
}

/** `3 ok, 1 drift`: each state with how often it is there. */
function tally(items: readonly Item[]): string {
  const states = [...new Set([...items].sort(worstFirst).map(({ state }) => state))];
  const count = (state: string) => items.filter((item) => item.state === state).length;
  return states.map((state) => `${count(state)} ${state}`).join(', ');
}

const order = ['bad', 'unknown', 'good'];

function worstFirst(one: Item, other: Item): number {
  return order.indexOf(one.verdict) - order.indexOf(other.verdict);
}

const marks = { good: ['good', '✔'], bad: ['bad', '✖'], unknown: ['unsure', '?'] } as const;

function cellsOf({ name, state, verdict, message, link }: Item): string[] {
  const [className, mark] = marks[verdict];
  return [
    `<span class="${className}">${mark} ${escaped(state)}</span>`,
    `${escaped(name)}${message === '' ? '' : `<span class="aside">${escaped(message)}</span>`}`,
    link === undefined ? '' : `<span class="page">${htmlLink('settings', link)}</span>`,
  ];
}
