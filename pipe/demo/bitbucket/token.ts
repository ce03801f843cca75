/** A credential the server has given out. */
export interface Token {
  /** `access`: of a repository, project or workspace (Bearer). `api`: of a person (Basic, with the e-mail). `oauth`: of a consumer (Bearer). */
  readonly kind: 'access' | 'api' | 'oauth';
  readonly secret: string;
  readonly scopes: readonly string[];
  /** Whose it is, by uuid; nobody’s for an access token. */
  readonly user?: string;
  /** Slugs of the only repositories it reaches, if not all. */
  readonly repositories?: readonly string[];
  /** Keys of the only projects it reaches, if not all. */
  readonly projects?: readonly string[];
  /** ISO time after which it is refused. */
  readonly expires?: string;
}
