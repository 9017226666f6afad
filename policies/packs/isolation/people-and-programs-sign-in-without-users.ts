import { missing } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule } from '../rule';

export const peopleAndProgramsSignInWithoutUsers: Rule = {
  id: 'people-and-programs-sign-in-without-users',
  claim: 'No IAM user and no access key is made.',
  reason: 'A user has a password or a key that lives for years and works from anywhere. Federated roles end with the session and belong to one environment.',
  fix: 'Use a federated role for people and a service role for programs.',
  severity: 'fatal',
  serves: ['ACC-01', 'ACC-02', 'ISL-08'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html',
  resourceTypes: ['AWS::IAM::User', 'AWS::IAM::AccessKey'],
  check: (user) => [missing('', `${user.type} is made`)],
  neverUnresolvable: 'The resource alone decides, whatever its properties.',
  cases: [
    holds('a role', single('AWS::IAM::Role')),
    broken('a user', single('AWS::IAM::User')),
    broken('an access key', single('AWS::IAM::AccessKey', { UserName: 'somebody' })),
  ],
};
