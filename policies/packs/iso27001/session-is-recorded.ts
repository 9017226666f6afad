import { isPresent, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { parsed } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const session = (inputs: unknown) => ({ DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs } });

export const sessionIsRecorded: Rule = {
  id: 'session-is-recorded',
  claim: 'Sessions on hosts are recorded.',
  reason: 'What was done by hand in an emergency is reviewed from the recording, or not at all.',
  fix: 'In the Session Manager document set s3BucketName or cloudWatchLogGroupName.',
  severity: 'error',
  serves: ['ACC-04', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
  resourceTypes: ['AWS::SSM::Document'],
  check: (document) => document.at('DocumentType').every(({ literal }) => literal !== 'Session') ? [] : document.at('Content').flatMap(parsed).flatMap((content) =>
    judgeAny([...content.at('inputs.s3BucketName'), ...content.at('inputs.cloudWatchLogGroupName')], isPresent, missing('Content', 'sessions are not recorded'))),
  cases: [
    holds('recorded', single('AWS::SSM::Document', session({ cloudWatchLogGroupName: 'sessions' }))),
    holds('a document of another kind', single('AWS::SSM::Document', { DocumentType: 'Command', Content: {} })),
    broken('not recorded', single('AWS::SSM::Document', session({ s3BucketName: '' }))),
    unresolvable('a bucket given at deployment', single('AWS::SSM::Document', session({ s3BucketName: given }))),
  ],
};
