import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const pipelineWith = (Category: unknown) => single('AWS::CodePipeline::Pipeline', { Stages: [{ Actions: [{ ActionTypeId: { Category } }] }] });

export const pipelineWaitsForApproval: Rule = {
  id: 'pipeline-waits-for-approval',
  claim: 'A pipeline has an approval by a person.',
  reason: 'Without it whoever can push can release: nobody else ever looked.',
  fix: 'Add an action of category Approval before the stage that deploys to production. Pipelines that never reach production acknowledge this with that reason.',
  severity: 'error',
  serves: ['DEL-02', 'DEL-07'],
  source: 'ISO 27001:2022 control 8.31 (segregation of duties)',
  resourceTypes: ['AWS::CodePipeline::Pipeline'],
  check: (pipeline) => judgeAny(pipeline.at('Stages.*.Actions.*.ActionTypeId.Category'), (value) => value.kind === 'absent' ? 'broken' : is('Approval')(value), missing('Stages', 'no action is an approval')),
  cases: [
    holds('an approval', pipelineWith('Approval')),
    broken('none', pipelineWith('Deploy')),
    unresolvable('given at deployment', pipelineWith(given)),
  ],
};
