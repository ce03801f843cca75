/** One thing that a host says: a line, and as many bytes as its last word tells. */
export interface Message {
  readonly words: readonly string[];
  readonly body: Buffer;
}

/** The host’s side of a conversation, as it arrives. */
export interface Heard {
  readonly add: (chunk: Buffer) => void;
  /** Resolves as soon as the next message is whole. One is waited for at a time. */
  readonly next: () => Promise<Message>;
  /** What came after the last message that was waited for. */
  readonly rest: () => Buffer;
}

/** Takes messages from what a host says, one each time somebody waits for it. */
export function hear(): Heard {
  let chunks: Buffer[] = [];
  let told: ((message: Message) => void) | undefined;
  const look = () => {
    if (told === undefined) return;
    const bytes = Buffer.concat(chunks);
    const read = readMessage(bytes);
    if (read === undefined) return;
    chunks = [bytes.subarray(read.length)];
    told(read.message);
    told = undefined;
  };
  return {
    add: (chunk) => {
      chunks.push(chunk);
      look();
    },
    next: () =>
      new Promise((resolve) => {
        told = resolve;
        look();
      }),
    rest: () => Buffer.concat(chunks),
  };
}

function readMessage(bytes: Buffer): { message: Message; length: number } | undefined {
  const end = bytes.indexOf('\n');
  if (end < 0) return undefined;
  const words = bytes.toString('utf8', 0, end).split(' ');
  const length = end + 1 + Number(words.at(-1));
  if (bytes.length < length) return undefined;
  return { message: { words, body: bytes.subarray(end + 1, length) }, length };
}
