import { Problems } from '../../values/problems';
import { DataClass } from '../data-class';
import { DataMode } from '../data-policy';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { Governance } from '../governance';
import { checkChoice, checkWhole, isBlank, isFields } from './field-checks';

/** What no environment but production may ever contain. */
const productionOnly = [DataClass.ORIGINAL_RECORDS, DataClass.ORIGINAL_DOCUMENTS, DataClass.PRODUCTION_SECRETS];

/** What a data policy brings into an environment. */
const brings: { readonly [mode: string]: DataClass } = {
  [DataMode.LIVE]: DataClass.ORIGINAL_RECORDS,
  [DataMode.MASKED]: DataClass.MASKED_RECORDS,
  [DataMode.SYNTHETIC]: DataClass.SYNTHETIC_RECORDS,
};

/** Refuses an environment for which nobody has agreed what it may contain, who reviews it and how often. */
export function checkGovernance(problems: Problems, environment: EnvironmentProps): void {
  const { governance, data } = environment;
  const missing = problems.when(!isFields(governance), {
    at: 'governance', must: 'must be declared before anything is built', fix: 'say how often access is reviewed, how data is handled, what may be in it and what never',
  });
  if (missing) return;
  checkWhole(problems, 'governance.accessReviewEveryDays', governance.accessReviewEveryDays, [1, 365]);
  problems.when(isBlank(governance.dataHandling), {
    at: 'governance.dataHandling', must: 'must not be empty', got: governance.dataHandling, fix: 'write a sentence, or the address of the policy',
  });
  if (governance.refreshCadenceDays !== undefined) checkWhole(problems, 'governance.refreshCadenceDays', governance.refreshCadenceDays, [1, 365]);
  problems.when(data?.mode === DataMode.MASKED && governance.refreshCadenceDays === undefined, {
    at: 'governance.refreshCadenceDays', must: 'must be declared when data is masked', fix: 'say every how many days it is refreshed',
  });
  checkContents(problems, governance, environment);
}

function checkContents(problems: Problems, governance: Governance, { data, kind }: EnvironmentProps): void {
  const lists = (['mayContain', 'mustNeverContain'] as const).filter((field) => {
    const classes: unknown = governance[field];
    const at = `governance.${field}`;
    if (problems.when(!Array.isArray(classes) || classes.length === 0, { at, must: 'must name at least one class of data', got: classes })) return false;
    return governance[field].every((each) => !checkChoice(problems, at, each, Object.values(DataClass)));
  });
  if (lists.length < 2) return;
  const { mayContain, mustNeverContain } = governance;
  for (const each of mayContain.filter((may) => mustNeverContain.includes(may))) {
    problems.when(true, { at: 'governance.mayContain', must: 'must not allow what mustNeverContain forbids', got: each, fix: 'take it out of one of the two' });
  }
  const refused = data?.mode === DataMode.LIVE && kind !== EnvironmentKind.PRODUCTION; // told already; to allow it here would be no way out
  const brought = data === undefined || refused ? [] : [brings[data.mode], data.syntheticData === undefined ? undefined : DataClass.SYNTHETIC_RECORDS];
  for (const each of new Set(brought)) {
    problems.when(each !== undefined && !mayContain.includes(each), {
      at: 'governance.mayContain', must: `must name ${each}, which the data policy brings`, got: mayContain,
    });
  }
  const open = kind === EnvironmentKind.PRODUCTION ? [] : productionOnly.filter((each) => !mustNeverContain.includes(each));
  problems.when(open.length > 0, { at: 'governance.mustNeverContain', must: `must name ${open.join(', ')} outside production`, got: mustNeverContain });
}
