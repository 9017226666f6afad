import type { Resource } from '../../../policies/assembly/assembly-model';
import { type Value, every, field, text } from '../../../policies/assembly/value';
import type { Fact, ZoneFacts } from '../evidence';
import { allOf, declared } from './general-facts';
import { type Judged, count, fact, listed, notEvaluated, noted } from './judged';

/** How a change comes to production. */
export function changeFacts(judged: Judged): Fact[] {
  const tasks = judged.of('AWS::ECS::TaskDefinition');
  return [
    allOf(judged, tasks, (task) => imagesOf(task).every((image) => /@sha256:[0-9a-f]{64}$/.test(image)), { noun: 'task definition', does: 'name every image by its content' }),
    rehearsed(judged),
    allOf(judged, judged.of('AWS::ECR::Repository'), ({ properties }) => String(text(properties['ImageTagMutability'])).startsWith('IMMUTABLE'), { noun: 'image repository', plural: 'image repositories', does: 'keep what a tag means' }),
    derived(judged),
    parityTold(judged),
  ];
}

function imagesOf(task: Resource): string[] {
  return every(task.properties['ContainerDefinitions']).map((container) => text(field(container, 'Image')) ?? '*');
}

/** What runs in production and stands in another environment with the same content at this moment. */
function rehearsed(judged: Judged): Fact {
  const imagesIn = (zones: readonly ZoneFacts[]): Set<string> => new Set(zones.flatMap((zone) => judged.of('AWS::ECS::TaskDefinition', zone).flatMap(imagesOf)));
  const [production, others] = [judged.environmentsOf('production'), judged.environmentsOf('staging')];
  if (production.length === 0 || others.length === 0) return notEvaluated('Whether production runs what staging ran: no production and staging were declared.', 'templates');
  const live = [...imagesIn(production)].filter((image) => image.includes('@sha256:'));
  const elsewhere = imagesIn(others);
  const same = live.filter((image) => elsewhere.has(image));
  return noted(`${same.length} of ${count(live.length, 'image')} in production stand in staging at this moment with the same content; where they differ, staging rehearses another release.`, 'templates');
}

function derived({ environments }: Judged): Fact {
  const known = new Set(environments.map(({ name }) => name));
  const from = environments.filter(({ derivedFrom }) => derivedFrom !== undefined && known.has(derivedFrom));
  return from.length === 0 ? notEvaluated('Whether environments are made from one definition: none says what it was derived from.', 'declaration')
    : fact('holds', `${listed(from.map(({ name, derivedFrom }) => `${name} is derived from ${derivedFrom}`))}: their whole difference is declared.`, 'declaration');
}

function parityTold({ parity }: Judged): Fact {
  if (parity.state === 'not-evaluated') return notEvaluated(`Whether environments differ only where a parameter says so: ${parity.why ?? 'nobody has proved parity'}.`, 'parity');
  const undeclared = parity.pairs.reduce((sum, pair) => sum + pair.undeclared.length, 0);
  return fact(parity.state, `${count(parity.pairs.length, 'pair')} of environments: ${count(undeclared, 'undeclared difference')}.`, 'parity');
}

/** What people and containers can do on production's hosts. */
export function toolFacts(judged: Judged): Fact[] {
  const production = judged.environmentsOf('production');
  if (production.length === 0) return [notEvaluated('What stands in production: nobody has said which account that is.', 'declaration')];
  const of = (type: string): Resource[] => production.flatMap((zone) => judged.of(type, zone));
  const containers = of('AWS::ECS::TaskDefinition').flatMap((task): { task: Resource; container: Value }[] => every(task.properties['ContainerDefinitions']).map((container) => ({ task, container })));
  const writable = containers.filter(({ container }) => field(container, 'ReadonlyRootFilesystem') !== true).map(({ task }) => task);
  const hosts = [...of('AWS::EC2::Instance'), ...of('AWS::AutoScaling::AutoScalingGroup')];
  const workbenches = ['AWS::Cloud9::EnvironmentEC2', 'AWS::SageMaker::NotebookInstance', 'AWS::CodeBuild::Project'].flatMap(of);
  return [
    allOf(judged, of('AWS::ECS::Service'), ({ properties }) => properties['EnableExecuteCommand'] !== true, { noun: 'service in production', plural: 'services in production', does: 'let nobody open a shell' }),
    containers.length === 0 ? noted('Production has no containers.', 'templates')
      : fact(writable.length === 0 ? 'holds' : 'fails', `${containers.length - writable.length} of ${count(containers.length, 'container')} in production cannot write to their image.`, 'templates', judged.refer([...new Set(writable)])),
    noted(hosts.length === 0 ? 'Production has no hosts that somebody could sign in to.' : `Production has ${count(hosts.length, 'host')} or groups of hosts.`, 'templates', judged.refer(hosts)),
    fact(workbenches.length === 0 ? 'holds' : 'fails', workbenches.length === 0 ? 'Production has no workbench, notebook or build project.' : `Production has ${count(workbenches.length, 'workbench or build project', 'workbenches or build projects')}.`, 'templates', judged.refer(workbenches)),
  ];
}

/** How production is tested while customers use it. */
export function liveTestingFacts(judged: Judged): Fact[] {
  const production = judged.environmentsOf('production');
  if (production.length === 0) return [notEvaluated('How releases reach customers: nobody has said which account is production.', 'declaration')];
  const of = (type: string): Resource[] => production.flatMap((zone) => judged.of(type, zone));
  const alarms = of('AWS::CloudWatch::Alarm');
  return [
    allOf(judged, of('AWS::ECS::Service'), (service) => rollsBack(service, of('AWS::CodeDeploy::DeploymentGroup')), { noun: 'service in production', plural: 'services in production', does: 'roll back by themselves when a deployment fails' }),
    declared(judged, 'deployment.mode', 'way of releasing', production),
    alarms.length === 0 ? fact('fails', 'Production has no alarm.', 'templates') : fact('holds', `${count(alarms.length, 'alarm')} watch production.`, 'templates'),
    noted(`Production has ${count(of('AWS::AppConfig::ConfigurationProfile').length, 'profile')} of features and configuration, changed by ${count(of('AWS::AppConfig::DeploymentStrategy').length, 'stepwise deployment strategy', 'stepwise deployment strategies')}.`, 'templates', judged.refer(of('AWS::AppConfig::DeploymentStrategy'))),
    pilots(production),
  ];
}

/** By its own circuit breaker or alarms, or by CodeDeploy where each of its groups does. */
function rollsBack({ properties }: Resource, groups: readonly Resource[]): boolean {
  const configuration = properties['DeploymentConfiguration'];
  const breaker = field(configuration, 'DeploymentCircuitBreaker');
  const alarms = field(configuration, 'Alarms');
  return (field(breaker, 'Enable') === true && field(breaker, 'Rollback') === true) || (field(alarms, 'Enable') === true && field(alarms, 'Rollback') === true)
    || (text(field(properties['DeploymentController'], 'Type')) === 'CODE_DEPLOY' && groups.length > 0 && groups.every((group) => field(group.properties['AutoRollbackConfiguration'], 'Enabled') === true));
}

function pilots(production: readonly ZoneFacts[]): Fact {
  const names = production.flatMap(({ parameters }) => Object.keys(parameters ?? {})).filter((parameter) => parameter.startsWith('pilots.'));
  const all = [...new Set(names.map((parameter) => parameter.split('.')[1] ?? ''))];
  return noted(all.length === 0 ? 'No pilot in production is declared.' : `Declared pilots in production: ${listed(all)}.`, 'declaration');
}
