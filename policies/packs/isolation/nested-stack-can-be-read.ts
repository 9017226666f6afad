import { finding } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule, unresolvable } from '../rule';

export const nestedStackCanBeRead: Rule = {
  id: 'nested-stack-can-be-read',
  claim: 'The template of every nested stack is part of the assembly.',
  reason: 'What cannot be read cannot be judged: a template at an address is a hole in every other rule.',
  fix: 'Make the nested stack with NestedStack, so that its template is an asset of the assembly.',
  severity: 'fatal',
  serves: ['ISL-14', 'POL-03'],
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html',
  resourceTypes: ['AWS::CloudFormation::Stack'],
  check: (nested) => nested.hasNestedTemplate ? [] : nested.at('TemplateURL').flatMap((url) => finding(url, url.kind === 'absent' ? 'broken' : 'undecided', 'the nested stack has no template')),
  cases: [
    holds('no nested stack', single('AWS::SNS::Topic')),
    broken('no template at all', single('AWS::CloudFormation::Stack')),
    unresolvable('a template at an address', single('AWS::CloudFormation::Stack', { TemplateURL: 'https://templates.example.com/network.json' })),
  ],
};
