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
    tags: merged(declared.tags, overrides.tags),
    governance: { ...declared.governance, ...present(overrides.governance) },
    features: merged(declared.features, overrides.features),
    images: merged(declared.images, overrides.images),
    parameters: merged(declared.parameters, overrides.parameters),
  };
}

/** The fields that were given: one given as undefined says nothing. */
function present<T extends object>(fields: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function merged<T>(declared: { readonly [name: string]: T } | undefined, overrides: { readonly [name: string]: T } | undefined): { [name: string]: T } {
  return Object.fromEntries(Object.entries({ ...declared, ...overrides }).map(([name, value]) => [name, value ?? declared?.[name] ?? value]));
}
