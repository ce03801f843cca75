const words = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PRIVATE_KEY|API_KEY|CREDENTIALS?)(?:_|$)/i;

/** Is a variable named like a secret? */
export function isSecretName(name: string): boolean {
  return words.test(name);
}
