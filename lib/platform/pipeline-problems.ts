import { DomainName } from '../values/domain-name';
import { Problem, Problems } from '../values/problems';
import { PipelineSignIn } from './pipeline-sign-in';

/** What is wrong with how pipelines sign in: a subject for each environment, each its own and whole (ISL-12, DEL-07). */
export function pipelineProblems({ issuer, subjects, audience }: PipelineSignIn, environments: readonly string[]): readonly Problem[] {
  const problems = new Problems();
  problems.when(DomainName.problems(issuer).length > 0, { at: 'pipeline.issuer', must: 'must be a host name', got: issuer, fix: 'for example token.actions.githubusercontent.com' });
  problems.when(audience === '', { at: 'pipeline.audience', must: 'must not be empty', got: audience, fix: 'leave it out for sts.amazonaws.com' });
  for (const name of environments.filter((each) => subjects[each] === undefined)) {
    problems.when(true, { at: `pipeline.subjects.${name}`, must: 'must name the subject of the pipeline of this environment' });
  }
  for (const [name, subject] of Object.entries(subjects)) {
    const at = `pipeline.subjects.${name}`;
    const alike = Object.entries(subjects).find(([other, theirs]) => other < name && theirs === subject);
    problems.when(!environments.includes(name), { at, must: 'must belong to an environment of the platform', got: name, fix: `one of ${environments.join(', ')}` });
    problems.when(!/^[^\s*?]{1,255}$/.test(subject), { at, must: 'must be one subject, without wildcards or spaces', got: subject });
    problems.when(alike !== undefined, { at, must: `must not be that of ${alike?.[0] ?? ''} as well`, got: subject, fix: 'give each environment a pipeline of its own' });
  }
  return problems.list;
}
