/** Cuts text that arrives in pieces into lines; `end` gives out what is left. */
export function lines(take: (line: string) => void) {
  let rest = '';
  return {
    add: (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      parts.forEach(take);
    },
    end: () => {
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
