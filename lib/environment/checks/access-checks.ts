import { isInstant } from '../../values/instant';
import { Problems } from '../../values/problems';
import { GroupRole } from '../access';
import { EnvironmentProps } from '../environment-props';
import { checkChoice, checkWhole, isFields } from './field-checks';

/** Refuses groups and sessions that AWS IAM does not know, and contractors without a scope. */
export function checkAccess(problems: Problems, { access }: EnvironmentProps): void {
  const { groups = {}, contractors = {}, maxSessionHours = 4, samlProvider = 'workforce' } = access ?? {};
  for (const [group, role] of Object.entries(groups)) {
    checkGroupName(problems, 'access.groups', group);
    checkChoice(problems, `access.groups.${group}`, role, Object.values(GroupRole));
  }
  for (const [group, scope] of Object.entries(contractors)) {
    checkGroupName(problems, 'access.contractors', group);
    problems.when(group in groups, { at: `access.contractors.${group}`, must: 'must not be in access.groups too', fix: 'what the group may do would be the sum of both' });
    checkScope(problems, `access.contractors.${group}`, scope);
  }
  checkWhole(problems, 'access.maxSessionHours', maxSessionHours, [1, 12], 'AWS IAM allows sessions of up to 12 hours');
  problems.when(!/^[\w.-]{1,128}$/.test(String(samlProvider)), {
    at: 'access.samlProvider', must: 'must be the name of a SAML provider: 1 to 128 letters, digits and ._-', got: samlProvider, fix: 'write its name, not its ARN',
  });
}

function checkGroupName(problems: Problems, at: string, group: string): void {
  problems.when(!/^[\w+=,.@-][\w+=,.@ -]{0,127}$/.test(group), {
    at, must: 'must have names of 1 to 128 letters, digits, spaces and _+=,.@-', got: group,
  });
}

function checkScope(problems: Problems, at: string, scope: unknown): void {
  const { systems, until } = isFields(scope) ? scope : {};
  const named = Array.isArray(systems) && systems.length > 0 && systems.every((each) => /^[\w.:/=+@-]+$/.test(String(each)));
  problems.when(!named, { at: `${at}.systems`, must: 'must name each system, without wildcards', got: systems, fix: 'write for example ["time-capture"]' });
  problems.when(until !== undefined && !isInstant(until), {
    at: `${at}.until`, must: 'must be an ISO 8601 instant with a zone', got: until, fix: 'write for example "2027-03-31T22:00:00Z"',
  });
}
