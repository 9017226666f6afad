import { isEmailAddress } from '../../values/email-address';
import { isInstant } from '../../values/instant';
import { Problems } from '../../values/problems';
import { Deployment, DeploymentMode } from '../deployment';
import { EnvironmentProps } from '../environment-props';
import { Feature } from '../feature';
import { Pilot } from '../pilot';
import { isBlank, namedEntries, repeated } from './field-checks';

/** Refuses deployments that Amazon ECS does not offer, and pilots without an end, an owner, a reason or a way back. */
export function checkDelivery(problems: Problems, { deployment, features, tenants }: EnvironmentProps): void {
  if (deployment !== undefined) checkDeployment(problems, deployment);
  for (const [name, feature] of namedEntries(problems, 'features', features)) {
    problems.when(!/^[a-z]/.test(name), { at: `features.${name}`, must: 'must begin with a lower case letter', got: name });
    checkFeature(problems, `features.${name}`, feature, Object.keys(tenants ?? {}));
  }
}

function checkDeployment(problems: Problems, deployment: Deployment): void {
  if (problems.when(!(deployment instanceof Deployment), { at: 'deployment', must: 'must be a deployment', fix: 'use Deployment.rolling()' })) return;
  const { mode, percent, errorPercent, latencyMilliseconds, bakeMinutes, stepWaitMinutes } = deployment;
  const least = mode === DeploymentMode.LINEAR ? 3 : 0.1;
  problems.when(percent !== undefined && !(percent >= least && percent <= 100 && isTenths(percent)), {
    at: 'deployment.percent', must: `must be ${least} to 100 in steps of 0.1`, got: percent,
  });
  problems.when(!(errorPercent > 0 && errorPercent <= 100), { at: 'deployment.errorPercent', must: 'must be above 0 and at most 100', got: errorPercent });
  problems.when(latencyMilliseconds < 10, { at: 'deployment.latency', must: 'must be at least 10 milliseconds', got: latencyMilliseconds });
  for (const [field, minutes] of Object.entries({ bake: bakeMinutes, stepWait: stepWaitMinutes })) {
    problems.when(minutes !== undefined && !(Number.isInteger(minutes) && minutes <= 1440), {
      at: `deployment.${field}`, must: 'must be 0 to 1440 whole minutes', got: minutes,
    });
  }
}

/** One decimal place, whatever binary fractions make of it. */
function isTenths(value: number): boolean {
  return Number.isInteger(Number((value * 10).toFixed(6)));
}

function checkFeature(problems: Problems, at: string, feature: Feature, declared: readonly string[]): void {
  if (problems.when(!(feature instanceof Feature), { at, must: 'must be a feature', fix: 'use Feature.on(), Feature.off() or Feature.forTenants(...)' })) return;
  const twice = repeated(feature.tenants);
  problems.when(twice !== undefined, { at: `${at}.tenants`, must: 'must not name a tenant twice', got: twice });
  for (const tenant of feature.tenants) {
    problems.when(declared.length > 0 && !declared.includes(tenant), {
      at: `${at}.tenants`, must: 'must name tenants of the environment', got: tenant, fix: `declared are ${declared.join(', ')}`,
    });
  }
  if (feature.trial !== undefined) checkPilot(problems, at, feature.tenants, feature.trial);
}

function checkPilot(problems: Problems, at: string, tenants: readonly string[], { until, owner, reason, rollback }: Pilot): void {
  problems.when(tenants.length === 0, { at: `${at}.tenants`, must: 'must name the tenants that take part in the pilot', got: [] });
  problems.when(!isInstant(until), {
    at: `${at}.pilot.until`, must: 'must be an ISO 8601 instant with a zone', got: until, fix: 'a pilot ends: write for example "2027-03-31T22:00:00Z"',
  });
  problems.when(!isEmailAddress(owner), { at: `${at}.pilot.owner`, must: 'must be an e-mail address', got: owner, fix: 'name who answers for the pilot' });
  problems.when(isBlank(reason), { at: `${at}.pilot.reason`, must: 'must not be empty', got: reason, fix: 'say why it has to be in live' });
  problems.when(isBlank(rollback), { at: `${at}.pilot.rollback`, must: 'must not be empty', got: rollback, fix: 'say how it is undone before its end' });
}
