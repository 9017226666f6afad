/** What the proof rests on. Numbered, so that a reviewer can object to one of them. */
export const TRUSTED_BASE: readonly string[] = [
  'The templates of the model are what is deployed: nobody changes resources by hand, by other tools or by other templates (drift detection watches this, the proof does not).',
  'Every account of a zone is in the model; accounts without a template are reported as unknown.',
  'CloudFormation and AWS do what their documentation says; in particular IAM evaluates policies as documented.',
  'Parameters keep the values of the manifest or their defaults; conditions on parameters are read both ways.',
  'SSM parameters, exports and secrets that no template makes are read from the own account and name nothing of another zone, except where a policy or a link uses them: there they are unknown.',
  'Names that deployment makes are not known to, and not chosen by, another zone.',
  'The bootstrap stack of each account trusts only the accounts it was bootstrapped to trust; it is not part of an assembly.',
  'Identity providers (SAML, OIDC) issue subjects only to whom they belong.',
  'The management account of the organisation is outside all zones and its guard rails stay in place.',
  'Code does what its owner wants: functions, containers and handlers of the CDK are not read. What they may do is limited by policies, which are.',
  'The zones file tells the truth about which account, address block and domain belongs to whom.',
  'Networks that no template describes (the internet, leased lines) are not read; what is open to everyone on the internet by design (web front doors) is no crossing between zones.',
];

/** What the proof cannot see. */
export const NOT_SEEN: readonly string[] = ['drift', 'changes in the console', 'the behaviour of code', 'data inside databases and buckets', 'people who hold rights in two zones'];
