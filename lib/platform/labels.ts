import { Stage } from 'aws-cdk-lib';
import { EnvironmentLabels } from '../../constructs/labels/environment-labels';
import { DataMode } from '../environment/data-policy';
import { Environment } from '../environment/environment';
import { Owner } from '../environment/owner';

/** The most sensitive data an environment may hold, by where its data comes from. */
const classifications: Readonly<Record<DataMode, string>> = {
  [DataMode.LIVE]: 'live',
  [DataMode.MASKED]: 'masked',
  [DataMode.SYNTHETIC]: 'synthetic',
  [DataMode.NONE]: 'none',
};

/** Puts the tags of an environment on everything in it (ACC-06, OPS-07). */
export function labelEnvironment(stage: Stage, { name, kind, owner, data, tags }: Environment): void {
  new EnvironmentLabels({
    environment: name, kind, owner: owner.team, costCenter: owner.costCenter, dataClassification: classifications[data.mode], more: tags,
  }).applyTo(stage);
}

/** Puts the tags of an account beside the environments on everything in it. */
export function labelSupporting(stage: Stage, role: string, owner: Owner): void {
  new EnvironmentLabels({
    environment: role, kind: role, owner: owner.team, costCenter: owner.costCenter, dataClassification: 'none',
  }).applyTo(stage);
}
