/**
 * How pipelines outside AWS prove to the delivery account that they run for an environment: with tokens of OpenID Connect, so that no key
 * is kept anywhere.
 */
export interface PipelineSignIn {
  /** Host of the issuer of the tokens, for example `token.actions.githubusercontent.com`. */
  readonly issuer: string;

  /**
   * Subject of the token by the name of the environment, each whole: a wildcard is refused, and so is one subject for two environments. Choose a
   * subject that the pipeline has only after somebody else approved, for example a protected environment of GitHub: `repo:example/projects:environment:production`.
   */
  readonly subjects: { readonly [environment: string]: string };

  /**
   * Audience of the token.
   * @default sts.amazonaws.com
   */
  readonly audience?: string;
}
