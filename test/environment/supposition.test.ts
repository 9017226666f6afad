import { Environment } from '../../lib/environment/environment';
import { supposing, unitsBetween } from '../../lib/environment/supposition';
import { identityParameters } from '../../lib/environment/swap-units';
import { production, staging, training } from '../../examples/professional-services/environments';

const pairs: ReadonlyArray<readonly [string, Environment, Environment]> = [
  ['staging and production', production, staging], ['training and production', production, training], ['training and staging', staging, training], ['production and staging', staging, production],
];

function changed(before: Environment, after: Environment): string[] {
  return after.differenceFrom(before).map(({ parameter }) => parameter);
}

describe.each(pairs)('the units between %s', (_, from, to) => {
  const units = unitsBetween(from, to);

  test('hold every parameter that differs, each once, and nothing of the identity', () => {
    const differing = changed(from, to).filter((parameter) => !identityParameters.includes(parameter));
    expect(units.flatMap(({ parameters }) => parameters).toSorted()).toEqual(differing.toSorted());
  });

  test('together make the one the other, but for its identity', () => {
    expect(changed(from, supposing(from, to)).filter((parameter) => !identityParameters.includes(parameter))).toEqual([]);
    expect(changed(supposing(from, to), supposing(from, to, units))).toEqual([]);
    expect([supposing(from, to).name, supposing(from, to).kind, supposing(from, to).account, supposing(from, to).network.cidr]).toEqual([to.name, to.kind, to.account, to.network.cidr]);
  });
});

describe('a unit changes its own parameters and no other', () => {
  test.each(unitsBetween(production, staging).map((unit) => [unit.name, unit] as const))('%s', (_, unit) => {
    expect(changed(staging, supposing(production, staging, [unit]))).toEqual(unit.parameters);
  });
});

test('at least 40 units are tried', () => expect(unitsBetween(production, staging).length).toBeGreaterThanOrEqual(40));

describe('a supposition', () => {
  test('may be what is refused as an environment', () => {
    expect(supposing(production, staging).data.mode).toBe('live');
    expect(supposing(production, staging).isProduction).toBe(false);
  });

  test('leaves what is derived from the same declaration checked', () => {
    supposing(production, staging);
    expect(() => staging.derive('other', { data: production.data })).toThrow(/data/);
  });

  test('keeps the place of a network and takes its size', () => {
    const small = new Environment({ ...declared(training), name: 'small', account: '888888888888', zoneName: 'projects-small.example.com', network: { cidr: '10.77.64.0/18', availabilityZones: ['a', 'b'] } });
    expect(supposing(production, small).network.cidr).toBe('10.77.0.0/16');
    expect(unitsBetween(production, small).find(({ name }) => name === 'network.cidr')?.parameters).toEqual(['network.cidr']);
  });
});

function declared({ kind, region, owner, ingress, data, governance, capacity, images, integrations, tenants }: Environment): Omit<ConstructorParameters<typeof Environment>[0], 'name' | 'account' | 'zoneName' | 'network'> {
  return { kind, region, owner, ingress, data, governance, capacity, images, integrations, tenants };
}
