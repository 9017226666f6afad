import { Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { isTagKey, isTagValue } from '../../lib/values/tag-text';

/** What `EnvironmentLabels` say. */
export interface EnvironmentLabelsProps {
  /** Name of the environment: tag `environment`. */
  readonly environment: string;
  /** What it is for, for example `staging`: tag `environment-kind`. */
  readonly kind: string;
  /** Team that answers for it: tag `owner`. */
  readonly owner: string;
  /** Where its cost is booked: tag `cost-center`. */
  readonly costCenter: string;
  /** The most sensitive data it may hold, for example `masked`: tag `data-classification`. */
  readonly dataClassification: string;
  /**
   * More tags. Those above cannot be replaced.
   * @default - none
   */
  readonly more?: { readonly [key: string]: string };
}

/**
 * The tags that say, on every resource, which environment it belongs to and who answers for it (ACC-06, OPS-07). Refuses
 * keys and values that AWS refuses, and more than 50 tags.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 * @example
 * declare const stack: Stack;
 * new EnvironmentLabels({
 *   environment: 'staging', kind: 'staging', owner: 'project-accounting', costCenter: 'CC-4711', dataClassification: 'masked',
 * }).applyTo(stack);
 */
export class EnvironmentLabels {
  /** The tags, by key. */
  public readonly tags: { readonly [key: string]: string };

  public constructor(props: EnvironmentLabelsProps) {
    refuse(props);
    this.tags = Object.freeze({ ...props.more, ...own(props) });
  }

  /** Puts the tags on everything in `scope` that can bear tags. */
  public applyTo(scope: IConstruct): void {
    for (const [key, value] of Object.entries(this.tags)) Tags.of(scope).add(key, value);
  }
}

function own(props: EnvironmentLabelsProps): Record<string, string> {
  return {
    'environment': props.environment,
    'environment-kind': props.kind,
    'owner': props.owner,
    'cost-center': props.costCenter,
    'data-classification': props.dataClassification,
  };
}

function refuse(props: EnvironmentLabelsProps): void {
  const problems = new Problems();
  const named = { environment: props.environment, kind: props.kind, owner: props.owner, costCenter: props.costCenter, dataClassification: props.dataClassification };
  for (const [at, value] of Object.entries(named)) {
    problems.when(value.trim() === '' || !isTagValue(value), { at, must: 'must be 1 to 256 letters, digits, spaces and _.:/=+-@', got: value });
  }
  const reserved = Object.keys(own(props));
  const more = Object.entries(props.more ?? {});
  for (const [key, value] of more) {
    const at = `more.${key}`;
    problems.when(!isTagKey(key) || /^aws:/i.test(key), { at, must: 'must have a key of 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:"', got: key });
    problems.when(reserved.includes(key), { at, must: 'must not replace a label of the environment', got: key, fix: 'choose another key' });
    problems.when(!isTagValue(value), { at, must: 'must be at most 256 letters, digits, spaces and _.:/=+-@', got: value });
  }
  const count = reserved.length + more.length;
  problems.when(count > 50, { at: 'more', must: `must leave a resource at most 50 tags`, got: count, fix: `remove ${count - 50}` });
  problems.refuse(`labels of "${props.environment}"`);
}
