const begin = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/m;

/** Where a private key begins in a file that is one: named as such, or with nothing in front of the key. */
export function privateKeyAt(path: string, text: string): number | undefined {
  const index = text.search(begin);
  if (index === -1) return undefined;
  const isKeyFile = /\.(pem|key)$/i.test(path) || text.slice(0, index).trim() === '';
  return isKeyFile ? index : undefined;
}
