import { single } from '../fragments';
import { broken, holds, type Rule, unresolvable } from '../rule';
import type { TemplateResource } from '../../assembly/load-assembly';

/** Transforms of AWS that make no resource which another rule would have to see, or whose loops are seen below. */
const harmless = /^AWS::(?:SecretsManager-[\d-]+|LanguageExtensions|CodeDeployBlueGreen)$/;
const untyped = {} as TemplateResource;

export const templateIsWhatIsDeployed: Rule = {
  id: 'template-is-what-is-deployed',
  claim: 'A template is deployed as it is written: no macro rewrites it and no loop makes resources in it.',
  reason: 'A macro or a loop makes resources at deployment that no rule has seen.',
  fix: 'Write the resources out in the app, where CDK makes the loop.',
  severity: 'fatal',
  serves: ['ISL-14', 'POL-03'],
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html',
  resourceTypes: ['Template'],
  check: (template) => [
    ...template.at('Transform').flatMap((transform) => transform.elements()).filter(({ text }) => !harmless.test(text ?? '')).map((transform) => ({
      path: 'Transform', found: `${transform.text ?? 'a macro'} rewrites the template at deployment`, undecided: true,
    })),
    ...template.at('Generated').flatMap((names) => names.elements()).map(({ text }) => text?.startsWith('Fn::') === true
      ? { path: `Resources.${text}`, found: `${text} makes resources at deployment`, undecided: true }
      : { path: `Resources.${text ?? ''}`, found: `${text ?? 'an entry'} is a resource without a type` }),
  ],
  cases: [
    holds('resources that are written out', single('AWS::SNS::Topic')),
    holds('a rotation function that AWS hosts', single('AWS::SecretsManager::RotationSchedule'), { Transform: 'AWS::SecretsManager-2024-09-16' }),
    broken('a resource without a type', { It: untyped }),
    unresolvable('a macro', single('AWS::SNS::Topic'), { Transform: ['Rewrite'] }),
    unresolvable('a loop', { 'Fn::ForEach::Topics': untyped }),
  ],
};
