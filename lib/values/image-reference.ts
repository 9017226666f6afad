import { Problem } from './problems';

const PATTERN = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([a-z0-9._/-]+)@sha256:([0-9a-f]{64})$/;

/** A container image by digest: `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<64 hex digits>`. */
export class ImageReference {
  private constructor(
    public readonly account: string,
    public readonly region: string,
    public readonly repository: string,
    public readonly digest: string,
  ) {}

  /** Why `text` is not an immutable image reference; empty when it is. The path of the problem is left to the caller. */
  public static problemOf(text: string): Omit<Problem, 'at'> | undefined {
    if (PATTERN.test(text)) return undefined;
    return {
      must: 'must name an ECR image by digest, <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>',
      got: text,
      fix: text.includes('@sha256:') ? 'check account, region and the 64 hexadecimal digits' : 'a tag can be moved after approval; use the digest the build printed',
    };
  }

  /** The parts of `text`, which must have no problem. */
  public static parse(text: string): ImageReference {
    const [, account, region, repository, digest] = PATTERN.exec(text) ?? [];
    if (account === undefined || region === undefined || repository === undefined || digest === undefined) {
      throw new Error(`not an image reference: ${JSON.stringify(text)}`);
    }
    return new ImageReference(account, region, repository, digest);
  }
}
