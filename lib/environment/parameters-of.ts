import { EgressPolicy } from '../values/egress-policy';
import { IngressPolicy } from '../values/ingress-policy';
import { lettersOf } from './availability-zones';
import { Deployment } from './deployment';
import { EnvironmentFacts } from './environment-facts';
import { EnvironmentProps } from './environment-props';
import { Feature } from './feature';
import { Integration, IntegrationMode } from './integration';
import { OfficeHours } from './office-hours';
import { ScaleWindow } from './scale-window';
import { TestFloor } from './test-floor';

/** What a parameter is printed from. Absent ones are left out. */
type Value = string | number | readonly (string | number)[] | undefined;

/**
 * Every parameter of an environment by path. A value that follows from another parameter (the full name of an availability zone from the region)
 * is printed as it was declared, so that one difference in what was declared is one difference in what is printed.
 */
export function parametersOf(declared: EnvironmentProps, environment: EnvironmentFacts): { [path: string]: string } {
  const { name, kind, account, region, owner, network, data, access, retention, recovery, governance } = environment;
  return Object.fromEntries([
    ...under('', { name, kind, account, region }),
    ...under('owner', inOrder(owner)),
    ...under('network', {
      cidr: network.cidr,
      availabilityZones: lettersOf(network.availabilityZones),
      natGateways: declared.network.natGateways ?? 'one in each zone',
      firewall: network.firewall,
      encryption: network.encryption,
    }),
    ...under('', { zoneName: environment.zoneName, ingress: ingressText(environment.ingress), egress: egressText(environment.egress) }),
    ...each('capacity', environment.capacity, (capacity) => ({ of: capacity.of, ...capacity.parameters })),
    ...under('data', { mode: data.mode }),
    ...under('data.masking', inOrder(data.masking ?? {})),
    ...under('data.syntheticData', inOrder(data.syntheticData ?? {})),
    ...each('integrations', environment.integrations, integrationParameters),
    ...each('tenants', environment.tenants, inOrder),
    ...under('access', { maxSessionHours: access.maxSessionHours, samlProvider: access.samlProvider }),
    ...under('access.groups', access.groups),
    ...each('access.contractors', access.contractors, inOrder),
    ...under('retention', { ...retention }),
    ...under('thresholds', { ...environment.thresholds }),
    ...under('patchWindow', inOrder(environment.patchWindow ?? {})),
    ...under('recovery', {
      pointHours: declared.recovery?.pointHours ?? 'as the schedule allows',
      timeHours: recovery.timeHours,
      lockedDays: declared.recovery?.lockedDays ?? 'a week, or as long as backups are kept',
    }),
    ...under('', { retainsData: String(environment.retainsData), schedule: scheduleText(environment.schedule) }),
    ...Object.entries(environment.windows).flatMap(([window, of]) => windowParameters(`windows.${window}`, of)),
    ...environment.floors.flatMap((floor) => floorParameters(floor)),
    ...under('idle', inOrder(environment.idle)),
    ...under('budget', inOrder(environment.budget ?? {})),
    ...under('tags', environment.tags),
    ...under('governance', inOrder(governance)),
    ...under('deployment', deploymentParameters(environment.deployment)),
    ...each('features', environment.features, featureParameters),
    ...under('images', environment.images),
    ...under('parameters', environment.parameters),
  ]);
}

function under(path: string, values: { readonly [name: string]: Value }): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[path === '' ? name : `${path}.${name}`, Array.isArray(value) ? value.join(', ') : String(value)]]);
}

function each<T>(path: string, map: { readonly [name: string]: T }, values: (of: T) => { readonly [name: string]: Value }): [string, string][] {
  return Object.entries(map).flatMap(([name, of]) => under(`${path}.${name}`, values(of)));
}

function integrationParameters({ mode, host, port, additionalHosts, credentialRotationDays, approvers }: Integration): { [name: string]: Value } {
  if (mode === IntegrationMode.SIMULATED) return { mode };
  return {
    mode, host, port, credentialRotationDays,
    additionalHosts: additionalHosts.length === 0 ? undefined : additionalHosts,
    approvers: approvers.length === 0 ? undefined : approvers,
  };
}

function deploymentParameters({ mode, percent, stepWaitMinutes, bakeMinutes, errorPercent, latencyMilliseconds }: Deployment): { [name: string]: Value } {
  return { mode, percent, stepWaitMinutes, bakeMinutes, errorPercent, latencyMilliseconds };
}

function featureParameters({ isOn, tenants, trial }: Feature): { [name: string]: Value } {
  const pilot = Object.fromEntries(Object.entries(trial ?? {}).map(([field, value]) => [`pilot.${field}`, String(value)]));
  return { isOn: String(isOn), tenants: tenants.length === 0 ? undefined : tenants, ...inOrder(pilot) };
}

function ingressText({ isWorld, sources }: IngressPolicy): string {
  return isWorld ? 'world' : sources.map(({ cidr, description }) => `${cidr} (${description})`).join(', ');
}

function egressText({ rules }: EgressPolicy): string {
  return rules.length === 0 ? 'none' : rules.map(({ protocol, domain, port, reason }) => `${protocol}://${domain}:${port} (${reason})`).join(', ');
}

/** The measure as it was declared: what follows from it and the capacity is printed nowhere, so that one change is one difference. */
function windowParameters(path: string, { start, end, timeZone, reason, owner, tests, measure, factor, factors }: ScaleWindow): [string, string][] {
  return [
    ...under(path, { start, end, timeZone, reason, owner, tests: tests.length === 0 ? undefined : tests, factor }),
    ...under(`${path}.factors`, factors ?? {}),
    ...each(`${path}.like`, measure ?? {}, (capacity) => ({ of: capacity.of, ...capacity.parameters })),
  ];
}

function floorParameters({ test, parameter, atLeast, onlyInWindows }: TestFloor): [string, string][] {
  return under(`floors.${test}`, { [parameter]: onlyInWindows === true ? `${atLeast}, only in windows` : atLeast });
}

function scheduleText({ isAlways, days, start, end, timeZone }: OfficeHours): string {
  return isAlways ? 'always' : `${days.join(' ')} ${start}-${end} ${timeZone}`;
}

/** The fields in alphabetical order: what a person wrote first must not decide the order of what is printed. */
function inOrder(fields: object): { [name: string]: Value } {
  return Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
