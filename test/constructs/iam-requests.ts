import { type Request } from './iam-evaluator';

/** The organisation to which every account of the tests belongs. */
export const organization = 'o-a1b2c3d4e5';

/** A request of a principal of `account`, in one organisation with all others, for a resource of `owner`. */
export function by(account: string, role: string, action: string, resource: string, owner: string, more: Request['context'] = {}): Request {
  return {
    action,
    resource,
    context: {
      'aws:PrincipalAccount': account,
      'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}`,
      'aws:PrincipalOrgID': organization,
      'aws:PrincipalIsAWSService': 'false',
      'aws:ResourceAccount': owner,
      'aws:RequestedRegion': 'eu-west-1',
      'aws:SecureTransport': 'true',
      ...more,
    },
  };
}

/** A request of an AWS service that acts for `account`. */
export function service(account: string | undefined, action: string, resource: string): Request {
  return {
    action,
    resource,
    context: {
      'aws:PrincipalIsAWSService': 'true', 'aws:SecureTransport': 'true', 'aws:SourceOrgID': organization,
      ...(account === undefined ? {} : { 'aws:SourceAccount': account }),
    },
  };
}
