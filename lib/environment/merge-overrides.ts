import { EnvironmentBudget } from './environment-budget';
import { EnvironmentOverrides, EnvironmentProps } from './environment-props';
import { lettersOf } from './availability-zones';

/** The properties of an environment that is `declared` but for `overrides`. */
export function mergeOverrides(declared: EnvironmentProps, overrides: EnvironmentOverrides): EnvironmentProps {
  return {
    ...declared,
    ...present(overrides),
    owner: { ...declared.owner, ...present(overrides.owner) },
    network: {
      ...declared.network,
      availabilityZones: lettersOf(declared.network.availabilityZones), // so that they are found in another region too
      ...present(overrides.network),
    },
    capacity: merged(declared.capacity, overrides.capacity),
    integrations: merged(declared.integrations, overrides.integrations),
    access: { ...declared.access, ...present(overrides.access) },
    retention: { ...declared.retention, ...present(overrides.retention) },
    thresholds: { ...declared.thresholds, ...present(overrides.thresholds) },
    recovery: { ...declared.recovery, ...present(overrides.recovery) },
    tags: merged(declared.tags, overrides.tags),
    windows: overrides.windows,
    idle: { ...declared.idle, ...present(overrides.idle) },
    budget: budgetOf(declared, overrides),
    governance: { ...declared.governance, ...present(overrides.governance) },
    features: merged(declared.features, overrides.features),
    images: merged(declared.images, overrides.images),
    parameters: merged(declared.parameters, overrides.parameters),
  };
}

/** A budget without an amount is refused with everything else that is wrong. */
function budgetOf(declared: EnvironmentProps, overrides: EnvironmentOverrides): EnvironmentBudget | undefined {
  if (declared.budget === undefined && overrides.budget === undefined) return undefined;
  return { ...declared.budget, ...present(overrides.budget) } as EnvironmentBudget;
}

/** The fields that were given: one given as undefined says nothing. */
function present<T extends object>(fields: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function merged<T>(declared: { readonly [name: string]: T } | undefined, overrides: { readonly [name: string]: T } | undefined): { [name: string]: T } {
  return Object.fromEntries(Object.entries({ ...declared, ...overrides }).map(([name, value]) => [name, value ?? declared?.[name] ?? value]));
}
