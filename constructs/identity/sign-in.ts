import { Problems } from '../../lib/values/problems';
import { policyOf, type Statement } from './statement';

/** People who sign in through a SAML identity provider of the account. */
export interface SamlSignIn {
  /** ARN of the IAM SAML provider in this account. */
  readonly providerArn: string;
  /** Groups of the identity provider whose members may take the role: of this environment only, at least one. */
  readonly groups: string[];
  /**
   * The `Issuer` of the assertions, compared as `SAML:iss`.
   * @default - any issuer whose certificate the provider's metadata holds
   */
  readonly issuer?: string;
  /**
   * Audiences of the assertion, compared as `SAML:aud`.
   * @default - the console's sign-in endpoints: the global one, `https://signin.aws.amazon.com/saml`, and that of the role's region
   */
  readonly audiences?: string[];
}

/** A pipeline or another machine that proves itself with an OpenID Connect token. */
export interface WorkloadSignIn {
  /** ARN of the IAM OpenID Connect provider in this account. */
  readonly providerArn: string;
  /** The audience of the token, compared as `<provider>:aud`. */
  readonly audience: string;
  /** Subjects of the token, compared as `<provider>:sub`, each whole: a wildcard is refused. At least one. */
  readonly subjects: string[];
}

/** Named IAM users who sign in with a second factor of AWS. */
export interface MfaSignIn {
  /** ARNs of the users, for example of the emergency account. At least one, without wildcards. A role is refused: its session carries no second factor. */
  readonly userArns: string[];
  /**
   * How old the second factor may be, in minutes.
   * @default 60
   */
  readonly maxMfaAgeMinutes?: number;
}

/** The session tags that the identity provider asserts. */
const mfaTag = 'aws:RequestTag/mfa';
const groupTag = 'aws:RequestTag/group';

/**
 * How somebody comes into a role, and how a second factor is known.
 *
 * - `saml`: AWS cannot see the second factor of an identity provider, and `aws:MultiFactorAuthPresent` is never set for such a
 *   session. So the provider has to say so: it sends the session tags `mfa` = `true` (only after a second factor) and `group` (the
 *   one group that gives the role), as the attributes `https://aws.amazon.com/SAML/Attributes/PrincipalTag:mfa` and `...:group`,
 *   and the role refuses a sign-in without them.
 * - `workload`: a token of OpenID Connect, exact subject. A machine has no second factor; a person's approval stands before it.
 * - `mfa`: IAM users, with `aws:MultiFactorAuthPresent` and its age: the way in when the identity provider is down.
 *
 * Refuses missing groups, wildcards in subjects and users, roles where only a user can bring a second factor, and malformed ARNs.
 *
 * Serves ACC-01 and ACC-02. Source: AWS IAM User Guide, "Pass session tags in AWS STS" and "Secure API access with MFA".
 *
 * @example
 * const signIn = SignIn.saml({ providerArn: 'arn:aws:iam::222222222222:saml-provider/workforce', groups: ['staging-operators'] });
 */
export class SignIn {
  /** People, through the SAML provider of the account. */
  public static saml(people: SamlSignIn): SignIn {
    const problems = new Problems();
    wholeArn(problems, 'providerArn', people.providerArn, /^arn:[\w-]+:iam::\d{12}:saml-provider\/[\w+=,.@-]+$/);
    noWildcards(problems, 'groups', people.groups);
    problems.refuse('sign-in by SAML');
    return new SignIn('SAML', true, people.providerArn, (needsMfa, region) => samlStatements(people, needsMfa, region));
  }

  /** A pipeline or another machine, through the OpenID Connect provider of the account. */
  public static workload(machine: WorkloadSignIn): SignIn {
    const problems = new Problems();
    wholeArn(problems, 'providerArn', machine.providerArn, /^arn:[\w-]+:iam::\d{12}:oidc-provider\/.+$/);
    noWildcards(problems, 'subjects', machine.subjects);
    noWildcards(problems, 'audience', [machine.audience]);
    problems.refuse('sign-in of a workload');
    return new SignIn('OpenID Connect', false, machine.providerArn, () => workloadStatements(machine));
  }

  /** Named IAM users, with a second factor of AWS. */
  public static mfa(users: MfaSignIn): SignIn {
    const problems = new Problems();
    const minutes = users.maxMfaAgeMinutes ?? 60;
    problems.when(users.userArns.length === 0, { at: 'userArns', must: 'must name at least one user', fix: 'name the users who may sign in' });
    for (const [i, arn] of users.userArns.entries()) {
      problems.when(!/^arn:[\w-]+:iam::\d{12}:user\/[\w+=,.@/-]+$/.test(arn), {
        at: `userArns[${i}]`, must: 'must be the whole ARN of an IAM user, since only a user can bring a second factor of AWS', got: arn,
        fix: 'name the user, or use SignIn.saml for people of the identity provider',
      });
    }
    problems.when(minutes < 1 || minutes > 720, { at: 'maxMfaAgeMinutes', must: 'must be 1 to 720 minutes', got: minutes, fix: 'leave it out for 60' });
    problems.refuse('sign-in with a second factor');
    return new SignIn('IAM with MFA', true, users.userArns[0] ?? '', () => mfaStatements(users.userArns, minutes * 60));
  }

  private constructor(
    /** The kind of sign-in, for messages. */
    public readonly kind: string,
    /** Whether this way of signing in can prove a second factor. */
    public readonly provesMfa: boolean,
    /** ARN of the provider or of the first user. */
    public readonly anchorArn: string,
    private readonly trust: (needsMfa: boolean, region: string | undefined) => Statement[],
  ) {}

  /**
   * The trust policy of a role with this sign-in, as plain data. `needsMfa` adds the proof of a second factor where it is not there
   * in any case; `region` is the role's, whose sign-in endpoint is an audience besides the global one.
   */
  public trustPolicy(needsMfa: boolean, region?: string): Record<string, unknown> {
    return { ...policyOf(this.trust(needsMfa, region)) };
  }
}

function samlStatements(people: SamlSignIn, needsMfa: boolean, region: string | undefined): Statement[] {
  const endpoints = ['https://signin.aws.amazon.com/saml', ...(region === undefined ? [] : [`https://${region}.signin.aws.amazon.com/saml`])];
  const equals = {
    'SAML:aud': people.audiences ?? endpoints,
    ...(people.issuer === undefined ? {} : { 'SAML:iss': people.issuer }),
    [groupTag]: people.groups,
    ...(needsMfa ? { [mfaTag]: 'true' } : {}),
  };
  return [
    {
      Sid: 'PeopleOfTheGroups',
      Effect: 'Allow',
      Principal: { Federated: people.providerArn },
      Action: ['sts:AssumeRoleWithSAML', 'sts:SetSourceIdentity', 'sts:TagSession'],
      Condition: { StringEquals: equals },
    },
  ];
}

function workloadStatements(machine: WorkloadSignIn): Statement[] {
  const provider = machine.providerArn.slice(machine.providerArn.indexOf('oidc-provider/') + 'oidc-provider/'.length);
  return [
    {
      Sid: 'NamedWorkloads',
      Effect: 'Allow',
      Principal: { Federated: machine.providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${provider}:aud`]: machine.audience, [`${provider}:sub`]: machine.subjects } },
    },
  ];
}

function mfaStatements(userArns: readonly string[], maxAgeSeconds: number): Statement[] {
  return [
    {
      Sid: 'NamedUsers',
      Effect: 'Allow',
      Principal: { AWS: userArns },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThanEquals: { 'aws:MultiFactorAuthAge': String(maxAgeSeconds) },
      },
    },
  ];
}

function wholeArn(problems: Problems, at: string, arn: string, form: RegExp): void {
  problems.when(!form.test(arn), { at, must: 'must be a whole ARN that names its account', got: arn, fix: 'copy it from the account; wildcards are refused' });
}

function noWildcards(problems: Problems, at: string, values: readonly string[]): void {
  problems.when(values.length === 0 || values.some((value) => /[*?]|^$/.test(value)), {
    at, must: 'must name each value whole, at least one, without wildcards', got: values, fix: 'list every value that is meant',
  });
}
