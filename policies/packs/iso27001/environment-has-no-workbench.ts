import { missing } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule } from '../rule';

export const environmentHasNoWorkbench: Rule = {
  id: 'environment-has-no-workbench',
  claim: 'No development host, notebook or cloud editor is made.',
  reason: 'Compilers, editors and debuggers beside the data are how a quick test becomes an incident.',
  fix: 'Develop in a development account, and remove the resource.',
  severity: 'error',
  serves: ['DEL-10'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: ['AWS::Cloud9::EnvironmentEC2', 'AWS::SageMaker::NotebookInstance', 'AWS::EMR::Studio', 'AWS::Glue::DevEndpoint'],
  check: (workbench) => [missing('', `${workbench.type} is made`)],
  neverUnresolvable: 'The resource alone decides, whatever its properties.',
  cases: [
    holds('a function', single('AWS::Lambda::Function')),
    broken('a cloud editor', single('AWS::Cloud9::EnvironmentEC2')),
    broken('a notebook', single('AWS::SageMaker::NotebookInstance')),
  ],
};
