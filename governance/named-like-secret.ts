const secretName =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PRIVATE_KEY|API_KEY|CREDENTIALS?)(?:_|$)/i;

/** Does a variable’s name say that its value is a secret? */
export function isNamedLikeSecret(name: string): boolean {
  return secretName.test(name);
}
