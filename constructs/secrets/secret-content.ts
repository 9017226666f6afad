/** How a generated password looks. */
export interface PasswordShape {
  /**
   * Number of characters, 16 to 4,096.
   * @default 32
   */
  readonly length?: number;
  /**
   * Characters that must not occur.
   * @default - those that break connection strings and shells: space % + ~ ` # $ & * ( ) | [ ] { } : ; < > ? ! ' / @ " \
   */
  readonly excludeCharacters?: string;
}

/**
 * Where the value of a secret comes from. Never from the template: a value in a template is no secret.
 *
 * @example
 * const login = SecretContent.databaseLogin('ledger');
 */
export class SecretContent {
  /** A password that Secrets Manager generates. */
  public static generatedPassword(shape?: PasswordShape): SecretContent {
    return new SecretContent('password', shape, undefined);
  }

  /** A JSON object with `username` and a generated `password`, as RDS and its rotation expect. */
  public static databaseLogin(username: string, shape?: PasswordShape): SecretContent {
    return new SecretContent('login', shape, username);
  }

  /**
   * Nothing at first: the owner of the credential, for example of an ERP sandbox, puts it in after deployment. Until then
   * reading the secret fails, and no made-up value can be taken for a real one.
   */
  public static filledByOwner(): SecretContent {
    return new SecretContent('owner', undefined, undefined);
  }

  private constructor(
    /** `password`, `login` or `owner`. */
    public readonly source: string,
    /** How the generated password looks; undefined for the defaults. */
    public readonly shape: PasswordShape | undefined,
    /** The user of a database login. */
    public readonly username: string | undefined,
  ) {}
}
