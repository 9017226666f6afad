import { DomainName } from '../../values/domain-name';
import { EgressPolicy } from '../../values/egress-policy';
import { isEmailAddress } from '../../values/email-address';
import { DefinitionError, Problems } from '../../values/problems';
import { effectiveEgress } from '../effective-egress';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { Integration, IntegrationMode } from '../integration';
import { checkWhole, isBlank, namedEntries, repeated } from './field-checks';

/** Refuses a live system outside production, a rehearsed one in it, and hosts that no firewall can name. */
export function checkIntegrations(problems: Problems, { integrations, egress, kind }: EnvironmentProps): void {
  const before = problems.list.length;
  for (const [name, integration] of namedEntries(problems, 'integrations', integrations)) {
    const at = `integrations.${name}`;
    const unknown = problems.when(!(integration instanceof Integration), { at, must: 'must be an integration', fix: 'use Integration.sandbox(...) or Integration.simulated()' });
    if (!unknown) checkIntegration(problems, at, integration, kind);
  }
  const unknown = problems.when(egress !== undefined && !(egress instanceof EgressPolicy), {
    at: 'egress', must: 'must be an egress policy', fix: 'use EgressPolicy.allow(...) or EgressPolicy.denyAll()',
  });
  if (!unknown && problems.list.length === before) checkTogether(problems, egress, integrations);
}

function checkIntegration(problems: Problems, at: string, integration: Integration, kind: EnvironmentKind): void {
  const { mode, host, hosts, port } = integration;
  const inProduction = kind === EnvironmentKind.PRODUCTION;
  problems.when(mode === IntegrationMode.LIVE && !inProduction, {
    at, must: 'must not be live outside production', fix: 'use Integration.sandbox(...), Integration.gated(...) or Integration.simulated()',
  });
  problems.when((mode === IntegrationMode.SANDBOX || mode === IntegrationMode.SIMULATED) && inProduction, {
    at, must: 'must be live or gated in production', got: mode, fix: 'use Integration.live(...) or Integration.gated(...)',
  });
  if (mode === IntegrationMode.SIMULATED) return;
  hosts.forEach((each, index) => {
    const place = each === host && index === 0 ? `${at}.host` : `${at}.additionalHosts`;
    const blank = problems.when(isBlank(each), { at: place, must: 'must not be empty', got: each, fix: 'name the host' });
    if (!blank) problems.addAll(DomainName.problems(each, place));
  });
  const twice = repeated(hosts);
  problems.when(twice !== undefined, { at: `${at}.additionalHosts`, must: 'must not name a host twice', got: twice });
  const outside = checkWhole(problems, `${at}.port`, port, [1, 65_535]);
  problems.when(!outside && (port === 53 || port === 853), {
    at: `${at}.port`, must: 'must not be a DNS port', got: port, fix: 'names are resolved by the resolver of the VPC only',
  });
  checkWhole(problems, `${at}.credentialRotationDays`, integration.credentialRotationDays, [1, 365]);
  if (mode === IntegrationMode.GATED) checkApprovers(problems, `${at}.approvers`, integration.approvers);
}

function checkApprovers(problems: Problems, at: string, approvers: readonly string[]): void {
  problems.when(approvers.length === 0, { at, must: 'must name at least one person who approves', fix: 'pass e-mail addresses' });
  for (const approver of approvers) problems.when(!isEmailAddress(approver), { at, must: 'must be e-mail addresses', got: approver });
  const twice = repeated(approvers);
  problems.when(twice !== undefined, { at, must: 'must not name a person twice', got: twice });
}

/** The declared destinations and the hosts of integrations become one policy; it may refuse what each alone does not. */
function checkTogether(problems: Problems, egress: EgressPolicy | undefined, integrations: EnvironmentProps['integrations']): void {
  try {
    effectiveEgress(egress ?? EgressPolicy.denyAll(), integrations ?? {});
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    problems.addAll(error.problems.map((problem) => ({ ...problem, at: 'egress' }))); // the merged list has no index a person knows
  }
}
