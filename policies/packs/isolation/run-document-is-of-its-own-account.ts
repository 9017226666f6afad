import { expectEach, type Expectation, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const documents: Readonly<Record<string, string>> = { 'AWS::SSM::Association': 'Name', 'AWS::SSM::MaintenanceWindowTask': 'TaskArn' };

export const runDocumentIsOfItsOwnAccount: Rule = {
  id: 'run-document-is-of-its-own-account',
  claim: 'What Systems Manager runs on hosts is a document of AWS, of the own account or of a permitted one.',
  reason: 'Documents are shared between accounts. One of another account runs its commands on these hosts, as administrator, in whatever version its owner writes.',
  fix: 'Copy the document into the account, or use one whose name begins with AWS-.',
  severity: 'fatal',
  serves: ['ISL-11', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html',
  resourceTypes: Object.keys(documents),
  check: (runner, crossings) => {
    const permitted = isPermittedTarget(runner, crossings);
    const named: Expectation = (value) => value.kind === 'literal' && /^[\w.-]+$/.test(value.text ?? '') ? 'holds' : permitted(value);
    return expectEach(runner, documents[runner.type] ?? '', isAbsentOr(named));
  },
  cases: [
    holds('a document of AWS', single('AWS::SSM::Association', { Name: 'AWS-RunPatchBaseline' })),
    holds('a document of the account', { Steps: { Type: 'AWS::SSM::Document' }, ...single('AWS::SSM::MaintenanceWindowTask', { TaskArn: { Ref: 'Steps' } }) }),
    broken('a shared document', single('AWS::SSM::Association', { Name: 'arn:aws:ssm:eu-west-1:222222222222:document/Steps' })),
    unresolvable('a document given at deployment', single('AWS::SSM::MaintenanceWindowTask', { TaskArn: given })),
  ],
};
