import { Problems } from '../../values/problems';
import { DataMode, DataPolicy } from '../data-policy';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { TenantPurpose, TenantVolume } from '../tenant';
import { checkChoice, isFields, namedEntries } from './field-checks';

/** Semantic versioning: three numbers, and what is before or behind a release. */
const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Refuses live data and customers outside production, and data of which nobody can say how it was made. */
export function checkData(problems: Problems, { data, kind, tenants }: EnvironmentProps): void {
  if (data instanceof DataPolicy) checkPolicy(problems, data, kind);
  else problems.when(true, { at: 'data', must: 'must be declared', fix: 'use DataPolicy.live(), masked(...), synthetic(...) or none()' });
  for (const [name, tenant] of namedEntries(problems, 'tenants', tenants)) {
    checkChoice(problems, `tenants.${name}.volume`, tenant?.volume, Object.values(TenantVolume));
    const unknown = checkChoice(problems, `tenants.${name}.purpose`, tenant?.purpose, Object.values(TenantPurpose));
    problems.when(!unknown && tenant?.purpose === TenantPurpose.CUSTOMER && kind !== EnvironmentKind.PRODUCTION, {
      at: `tenants.${name}.purpose`, must: 'must not be customer outside production', fix: 'declare tenants for testing; they replace those of production',
    });
  }
}

function checkPolicy(problems: Problems, { mode, masking, syntheticData }: DataPolicy, kind: EnvironmentKind): void {
  const inProduction = kind === EnvironmentKind.PRODUCTION;
  problems.when(mode === DataMode.LIVE && !inProduction, {
    at: 'data', must: 'must not be live outside production', fix: 'use DataPolicy.masked(...) or DataPolicy.synthetic(...)',
  });
  problems.when((mode === DataMode.MASKED || mode === DataMode.SYNTHETIC) && inProduction, {
    at: 'data', must: 'must be live or none in production', got: mode, fix: 'use DataPolicy.live()',
  });
  if (mode === DataMode.MASKED) {
    const missing = problems.when(!isFields(masking), { at: 'data.masking', must: 'must name the masking policy', fix: 'pass its name and version' });
    if (!missing && masking !== undefined) {
      checkVersioned(problems, 'data.masking', masking);
      problems.when(masking.sha256 !== undefined && !/^[0-9a-f]{64}$/.test(masking.sha256), {
        at: 'data.masking.sha256', must: 'must be 64 lower case hexadecimal digits', got: masking.sha256,
      });
    }
  }
  const needed = mode === DataMode.SYNTHETIC || syntheticData !== undefined;
  const missing = problems.when(needed && !isFields(syntheticData), {
    at: 'data.syntheticData', must: 'must name the data set', fix: 'pass its name and version',
  });
  if (needed && !missing && syntheticData !== undefined) checkVersioned(problems, 'data.syntheticData', syntheticData);
}

function checkVersioned(problems: Problems, at: string, of: { readonly name: string; readonly version: string }): void {
  problems.when(!/^[a-z][a-z0-9-]{0,62}$/.test(String(of.name)), {
    at: `${at}.name`, must: 'must be 1 to 63 lower case letters, digits and hyphens that begin with a letter', got: of.name,
  });
  problems.when(!version.test(String(of.version)), {
    at: `${at}.version`, must: 'must be a fixed version (semantic versioning)', got: of.version, fix: 'write for example "1.4.0"; a name that moves cannot be audited',
  });
}
