import { Duration, Stage } from 'aws-cdk-lib';
import { AccessLevel } from '../../../constructs/identity/access-level';
import { BreakGlassRole } from '../../../constructs/identity/break-glass-role';
import { FederatedRole } from '../../../constructs/identity/federated-role';
import { SignIn } from '../../../constructs/identity/sign-in';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { ContractorScope, GroupRole } from '../../environment/access';
import { Environment } from '../../environment/environment';
import { BOUNDARY_NAME, Surroundings } from '../surroundings';
import { PlatformStack } from '../platform-stack';
import { FoundationStack } from './foundation-stack';

/** What each level of access may do. Break-glass has a role of its own kind. */
const levels: ReadonlyArray<readonly [GroupRole, AccessLevel]> = [
  [GroupRole.READ_ONLY, AccessLevel.READ_ONLY],
  [GroupRole.DEVELOPER, AccessLevel.DEVELOPER],
  [GroupRole.TESTER, AccessLevel.TESTER],
  [GroupRole.AUDITOR, AccessLevel.AUDITOR],
  [GroupRole.OPERATOR, AccessLevel.OPERATOR],
  [GroupRole.ADMINISTRATOR, AccessLevel.ADMINISTRATOR],
];

/** Who gets in: one federated role for each group role and each group of contractors, and the role for emergencies. */
export class IdentityStack extends PlatformStack {
  public constructor(stage: Stage, private readonly settings: Environment, foundation: FoundationStack, private readonly around: Surroundings) {
    super(stage, 'Identity', { description: 'Roles that people take, each behind a second factor and the boundary' });
    for (const [role, level] of levels) this.addRole(role, level, this.membersOf(role));
    for (const [group, scope] of Object.entries(settings.access.contractors)) this.addContractor(group, scope);
    this.addBreakGlass(foundation);
  }

  private addRole(name: string, level: AccessLevel, members: string[]): void {
    if (members.length === 0) return;
    new FederatedRole(this, name, {
      roleName: `${this.around.prefix}-${name}`,
      level,
      signIn: this.signInOf(members),
      boundaryName: BOUNDARY_NAME,
      rules: { maxSession: Duration.hours(this.settings.access.maxSessionHours) },
    });
  }

  private addContractor(group: string, scope: ContractorScope): void {
    this.addRole(`contractor-${group}`, AccessLevel.contractor({ systems: [...scope.systems], until: scope.until }), [group]);
  }

  private addBreakGlass(foundation: FoundationStack): void {
    const members = this.membersOf(GroupRole.BREAK_GLASS);
    if (members.length === 0) return;
    new BreakGlassRole(this, 'BreakGlass', {
      signIn: this.signInOf(members), boundaryName: BOUNDARY_NAME, encryptionKey: foundation.keys.keyFor(DataDomain.MESSAGES),
      recipients: [this.settings.owner.contact],
    });
  }

  private membersOf(role: GroupRole): string[] {
    const { groups } = this.settings.access;
    return Object.keys(groups).filter((group) => groups[group] === role);
  }

  private signInOf(groups: string[]): SignIn {
    return SignIn.saml({ providerArn: `arn:${this.partition}:iam::${this.account}:saml-provider/${this.settings.access.samlProvider}`, groups });
  }
}
