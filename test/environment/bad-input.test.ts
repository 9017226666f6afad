import {
  GroupRole, DataClass, DataPolicy, DatabaseCapacity, EgressFirewallMode, EgressPolicy, EgressProtocol, Environment, EnvironmentKind, IngressPolicy,
  Integration, OfficeHours, Pathway, PathwayKind, ServiceCapacity, TenantPurpose, TenantVolume, TransitEncryption, Weekday, type EnvironmentOverrides, type EnvironmentProps,
} from '../../lib';
import { digest, production, productionProps, refusalOf, registry, staging, stagingOverrides } from './example-environments';

/** What a caller without types may pass. */
function wrong<T>(value: unknown): T {
  return value as T;
}

/** Staging as it should be, but for `overrides`; what is nested is merged into the good values. */
function stagingWith(overrides: EnvironmentOverrides): Environment {
  const nested = ['capacity', 'integrations', 'governance'] as const;
  const merged = Object.fromEntries(nested.map((field) => [field, { ...stagingOverrides[field], ...overrides[field] }]));
  return production.derive('staging', { ...stagingOverrides, ...overrides, ...merged });
}

const inStaging: ReadonlyArray<{ name: string; overrides: EnvironmentOverrides; says: string }> = [
  {
    name: 'an unknown kind', overrides: { kind: 'preproduction' as EnvironmentKind },
    says: 'kind: must be one of production, staging, training, demo, development, got "preproduction"',
  },
  {
    name: "production's account", overrides: { account: '111111111111' },
    says: `account: must not be production's account, got "111111111111"; give every environment an account of its own`,
  },
  {
    name: 'an account as a number', overrides: { account: wrong(222222222222) },
    says: 'account: must be an AWS account id of 12 digits, got 222222222222; write it as a string: an account id may begin with zeros',
  },
  {
    name: 'an account of eleven digits', overrides: { account: '22222222222' },
    says: 'account: must be an AWS account id of 12 digits, got "22222222222"',
  },
  {
    name: 'an account of zeros', overrides: { account: '000000000000' },
    says: 'account: must be the id of an account that exists, got "000000000000"',
  },
  {
    name: 'a region AWS does not have', overrides: { region: 'eu-west-9' },
    says: 'region: must be a region of AWS, got "eu-west-9"; write it as AWS does, for example eu-west-1',
  },
  {
    name: 'an owner without a team', overrides: { owner: { team: ' ' } },
    says: 'owner.team: must not be empty, got " "',
  },
  {
    name: 'a cost centre no tag can hold', overrides: { owner: { costCenter: 'CC<4711>' } },
    says: 'owner.costCenter: must be usable as the value of a tag, got "CC<4711>"; use at most 256 letters, digits, spaces and _.:/=+-@',
  },
  {
    name: 'a contact that is no address', overrides: { owner: { contact: 'accounting' } },
    says: 'owner.contact: must be an e-mail address, got "accounting"; name the mailbox of the team, for example accounting@example.com',
  },
  {
    name: 'addresses without a prefix length', overrides: { network: { cidr: '10.20.0.0' } },
    says: 'network.cidr: must be an address block such as 10.20.0.0/16, got "10.20.0.0"; write the prefix length, for one address 10.20.0.0/32',
  },
  {
    name: 'addresses with host bits', overrides: { network: { cidr: '10.20.0.1/16' } },
    says: 'network.cidr: must be written by its first address, got "10.20.0.1/16"; write 10.20.0.0/16',
  },
  {
    name: 'a number above 255 in the addresses', overrides: { network: { cidr: '10.256.0.0/16' } },
    says: 'network.cidr: must be an address block such as 10.20.0.0/16, got "10.256.0.0/16"; use four numbers of 0 to 255, or an IPv6 address',
  },
  {
    name: 'public addresses', overrides: { network: { cidr: '20.20.0.0/16' } },
    says: 'network.cidr: must be private addresses (RFC 1918), got "20.20.0.0/16"; choose a block in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
  },
  {
    name: 'IPv6 addresses', overrides: { network: { cidr: 'fd00::/16' } },
    says: 'network.cidr: must be an IPv4 block, got "fd00::/16"; choose a block in 10.0.0.0/8',
  },
  {
    name: 'a network wider than a VPC', overrides: { network: { cidr: '10.20.0.0/15' } },
    says: 'network.cidr: must be between /16, the largest VPC, and /22, the smallest that all subnets fit in, got "10.20.0.0/15"',
  },
  {
    name: 'a network too small for its subnets', overrides: { network: { cidr: '10.20.0.0/24' } },
    says: 'network.cidr: must be between /16, the largest VPC, and /22, the smallest that all subnets fit in, got "10.20.0.0/24"',
  },
  {
    name: "addresses inside production's", overrides: { network: { cidr: '10.10.128.0/17' } },
    says: `network.cidr: must not overlap production's 10.10.0.0/16, got "10.10.128.0/17"; choose a free block, for example 10.11.0.0/17`,
  },
  {
    name: "production's addresses, not said differently", overrides: { network: {} },
    says: `network.cidr: must not overlap production's 10.10.0.0/16, got "10.10.0.0/16"; choose a free block, for example 10.11.0.0/16`,
  },
  {
    name: 'one availability zone', overrides: { network: { cidr: '10.20.0.0/16', availabilityZones: ['a'] } },
    says: `network.availabilityZones: must name two to four availability zones, got ["a"]; write for example ['a', 'b', 'c']`,
  },
  {
    name: 'an unknown availability zone', overrides: { network: { cidr: '10.20.0.0/16', availabilityZones: ['a', 'z'] } },
    says: 'network.availabilityZones: must be letters from a to f, or full names, got "z"; write for example "a" or "eu-west-1a"',
  },
  {
    name: 'an availability zone of another region', overrides: { network: { cidr: '10.20.0.0/16', availabilityZones: ['a', 'us-east-1b'] } },
    says: 'network.availabilityZones: must be in the region eu-west-1, got "us-east-1b"; write the letter alone: "b"',
  },
  {
    name: 'an availability zone twice', overrides: { network: { cidr: '10.20.0.0/16', availabilityZones: ['a', 'eu-west-1a'] } },
    says: 'network.availabilityZones: must not name a zone twice, got "a"',
  },
  {
    name: 'more NAT gateways than zones', overrides: { network: { cidr: '10.20.0.0/16', natGateways: 4 } },
    says: 'network.natGateways: must be a whole number from 1 to 3, got 4; one in each availability zone is the most that is of use',
  },
  {
    name: 'an unknown encryption', overrides: { network: { cidr: '10.20.0.0/16', encryption: 'off' as TransitEncryption } },
    says: 'network.encryption: must be one of enforced, monitored, got "off"',
  },
  {
    name: 'an unknown firewall mode', overrides: { network: { cidr: '10.20.0.0/16', firewall: 'none' as EgressFirewallMode } },
    says: 'network.firewall: must be one of full, single-zone, dns-only, got "none"',
  },
  {
    name: "production's zone", overrides: { zoneName: 'projects.example.com' },
    says: `zoneName: must not be production's zone, got "projects.example.com"; choose a zone beside it, for example projects-staging.example.com`,
  },
  {
    name: "a zone beneath production's", overrides: { zoneName: 'staging.projects.example.com' },
    says: `zoneName: must not be beneath production's zone projects.example.com, got "staging.projects.example.com"; choose a zone beside it, for example projects-staging.example.com`,
  },
  {
    name: "a zone above production's", overrides: { zoneName: 'example.com' },
    says: `zoneName: must not be above production's zone projects.example.com, got "example.com"; choose a zone beside it, for example projects-staging.example.com`,
  },
  {
    name: 'a zone that is no domain name', overrides: { zoneName: 'https://projects-staging.example.com' },
    says: 'zoneName: must be a domain name such as erp.example.com, got "https://projects-staging.example.com"; leave out scheme, port and path',
  },
  {
    name: 'open to the world', overrides: { ingress: IngressPolicy.world() },
    says: 'ingress: must not be the world outside production; use IngressPolicy.allowList([...]) with the networks of those who test',
  },
  {
    name: 'a capacity of no tasks', overrides: { capacity: { api: ServiceCapacity.tasks(0, 4) } },
    says: 'capacity.api.minTasks: must be a whole number from 1 to 5000, got 0; stop what is idle with a schedule, not with a capacity of none',
  },
  {
    name: 'part of a task', overrides: { capacity: { api: ServiceCapacity.tasks(1, 2.5) } },
    says: 'capacity.api.maxTasks: must be a whole number from 1 to 5000, got 2.5',
  },
  {
    name: 'more tasks at least than at most', overrides: { capacity: { api: ServiceCapacity.tasks(5, 4) } },
    says: 'capacity.api.minTasks: must not be more than maxTasks, 4, got 5',
  },
  {
    name: 'a CPU size Fargate does not offer', overrides: { capacity: { api: ServiceCapacity.tasks(1, 4, { cpu: 300 }) } },
    says: 'capacity.api.cpu: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300',
  },
  {
    name: 'a memory size Fargate does not offer with the CPU', overrides: { capacity: { api: ServiceCapacity.tasks(1, 4, { cpu: 256, memoryMiB: 4096 }) } },
    says: 'capacity.api.memoryMiB: must be a memory AWS Fargate offers with 256 CPU units, 512 to 2048, got 4096',
  },
  {
    name: 'a database capacity in quarters', overrides: { capacity: { ledger: DatabaseCapacity.serverless(0.25, 4) } },
    says: 'capacity.ledger.minAcu: must be 0 to 256 in steps of 0.5, got 0.25',
  },
  {
    name: 'a database of more at least than at most', overrides: { capacity: { ledger: DatabaseCapacity.serverless(8, 4) } },
    says: 'capacity.ledger.minAcu: must not be more than maxAcu, 4, got 8',
  },
  {
    name: 'a database of more than Aurora has', overrides: { capacity: { ledger: DatabaseCapacity.serverless(1, 512) } },
    says: 'capacity.ledger.maxAcu: must be 1 to 256 in steps of 0.5, got 512',
  },
  {
    name: 'an instance class with its prefix', overrides: { capacity: { ledger: DatabaseCapacity.provisioned('db.r7g.large', 1) } },
    says: 'capacity.ledger.instanceClass: must be an instance class, got "db.r7g.large"; write it without "db.", for example r7g.large',
  },
  {
    name: 'sixteen readers', overrides: { capacity: { ledger: DatabaseCapacity.provisioned('r7g.large', 16) } },
    says: 'capacity.ledger.readers: must be a whole number from 0 to 15, got 16',
  },
  {
    name: 'a capacity with an unusable name', overrides: { capacity: { 'time capture': ServiceCapacity.tasks(1, 2) } },
    says: 'capacity: must have names of 1 to 40 letters, digits and hyphens that begin with a letter, got "time capture"',
  },
  {
    name: 'a capacity that is none', overrides: { capacity: { api: wrong({ minTasks: 1 }) } },
    says: 'capacity.api: must be a capacity; use ServiceCapacity.tasks(...) or DatabaseCapacity.serverless(...)',
  },
  {
    name: 'live data', overrides: { data: DataPolicy.live() },
    says: 'data: must not be live outside production; use DataPolicy.masked(...) or DataPolicy.synthetic(...)',
  },
  {
    name: 'masked data without its masking policy', overrides: { data: DataPolicy.masked(wrong(undefined)) },
    says: 'data.masking: must name the masking policy; pass its name and version',
  },
  {
    name: 'a masking policy of a version that moves', overrides: { data: DataPolicy.masked({ name: 'projects', version: 'latest' }) },
    says: 'data.masking.version: must be a fixed version (semantic versioning), got "latest"; write for example "1.4.0"; a name that moves cannot be audited',
  },
  {
    name: 'a masking policy with a shortened digest', overrides: { data: DataPolicy.masked({ name: 'projects', version: '1.4.0', sha256: 'a1b2' }) },
    says: 'data.masking.sha256: must be 64 lower case hexadecimal digits, got "a1b2"',
  },
  {
    name: 'made-up data without a name', overrides: { data: DataPolicy.synthetic({ name: '', version: '1.0.0' }) },
    says: 'data.syntheticData.name: must be 1 to 63 lower case letters, digits and hyphens that begin with a letter, got ""',
  },
  {
    name: 'a customer as a tenant', overrides: { tenants: { northwind: { volume: TenantVolume.HIGH, purpose: TenantPurpose.CUSTOMER } } },
    says: 'tenants.northwind.purpose: must not be customer outside production; declare tenants for testing; they replace those of production',
  },
  {
    name: 'a tenant of unknown volume', overrides: { tenants: { huge: { volume: 'huge' as TenantVolume, purpose: TenantPurpose.TRAINING } } },
    says: 'tenants.huge.volume: must be one of small, medium, high, got "huge"',
  },
  {
    name: 'a live integration', overrides: { integrations: { erp: Integration.live('sandbox.erp.example.net') } },
    says: 'integrations.erp: must not be live outside production; use Integration.sandbox(...), Integration.gated(...) or Integration.simulated()',
  },
  {
    name: "a sandbox that is production's live host", overrides: { integrations: { erp: Integration.sandbox('erp.example.net') } },
    says: 'integrations.erp: must not be a host that is live in production, got "erp.example.net"; no firewall can tell a test from a posting there; use Integration.simulated() or Integration.gated(...)',
  },
  {
    name: 'an integration host that is an address', overrides: { integrations: { erp: Integration.sandbox('192.0.2.10') } },
    says: 'integrations.erp.host: must not be an IP address, got "192.0.2.10"; name the host; the firewalls match names',
  },
  {
    name: 'an integration host that is a pattern', overrides: { integrations: { erp: Integration.sandbox('*.erp.example.net') } },
    says: 'integrations.erp.host: must be one host name, not a pattern, got "*.erp.example.net"; name the host',
  },
  {
    name: 'an integration with a URL for a host', overrides: { integrations: { erp: Integration.sandbox('https://sandbox.erp.example.net/api') } },
    says: 'integrations.erp.host: must be a domain name such as erp.example.com, got "https://sandbox.erp.example.net/api"; leave out scheme, port and path',
  },
  {
    name: 'an integration that speaks DNS', overrides: { integrations: { erp: Integration.sandbox('sandbox.erp.example.net', { port: 53 }) } },
    says: 'integrations.erp.port: must not be a DNS port, got 53; names are resolved by the resolver of the VPC only',
  },
  {
    name: 'an integration on no port', overrides: { integrations: { erp: Integration.sandbox('sandbox.erp.example.net', { port: 70_000 }) } },
    says: 'integrations.erp.port: must be a whole number from 1 to 65535, got 70000',
  },
  {
    name: 'credentials that are never replaced', overrides: { integrations: { erp: Integration.sandbox('sandbox.erp.example.net', { credentialRotationDays: 0 }) } },
    says: 'integrations.erp.credentialRotationDays: must be a whole number from 1 to 365, got 0',
  },
  {
    name: 'a gate without a keeper', overrides: { integrations: { erp: Integration.gated('erp.example.net', []) } },
    says: 'integrations.erp.approvers: must name at least one person who approves; pass e-mail addresses',
  },
  {
    name: 'a gate kept by a nickname', overrides: { integrations: { erp: Integration.gated('erp.example.net', ['boss']) } },
    says: 'integrations.erp.approvers: must be e-mail addresses, got "boss"',
  },
  {
    name: 'an integration host said twice', overrides: { integrations: { erp: Integration.sandbox('sandbox.erp.example.net', { additionalHosts: ['sandbox.erp.example.net'] }) } },
    says: 'integrations.erp.additionalHosts: must not name a host twice, got "sandbox.erp.example.net"',
  },
  {
    name: 'two protocols on one port of a host', overrides: { egress: EgressPolicy.allow({ domain: 'sandbox.erp.example.net', protocol: EgressProtocol.HTTP, port: 443, reason: 'test' }) },
    says: 'egress: must be one protocol on port 443 of sandbox.erp.example.net, http is declared too, got "tls"; keep the protocol that is spoken there',
  },
  {
    name: "a way out into production's zone", overrides: { egress: EgressPolicy.allow({ domain: '*.example.com', reason: 'partners' }) },
    says: `egress: must not lead into production's zone projects.example.com, got "*.example.com"; take it out of the list`,
  },
  {
    name: 'a way out to a live system', overrides: { egress: EgressPolicy.allow({ domain: 'payroll.example.net', reason: 'payslips' }) },
    says: 'egress: must not lead to payroll.example.net, which is live in production, got "payroll.example.net"; declare it as an integration',
  },
  {
    name: "production's group", overrides: { access: { groups: { 'projects-operators': GroupRole.READ_ONLY } } },
    says: 'access.groups.projects-operators: must not open production too; name a group of its own; access.groups replaces those derived from',
  },
  {
    name: 'a group with an unknown role', overrides: { access: { groups: { 'projects-testers': 'root' as GroupRole } } },
    says: 'access.groups.projects-testers: must be one of read-only, auditor, developer, tester, operator, administrator, break-glass, got "root"',
  },
  {
    name: 'a group with an unusable name', overrides: { access: { groups: { 'testers;drop': GroupRole.TESTER } } },
    says: 'access.groups: must have names of 1 to 128 letters, digits, spaces and _+=,.@-, got "testers;drop"',
  },
  {
    name: 'a session of a day', overrides: { access: { ...stagingOverrides.access, maxSessionHours: 24 } },
    says: 'access.maxSessionHours: must be a whole number from 1 to 12, got 24; AWS IAM allows sessions of up to 12 hours',
  },
  {
    name: 'a SAML provider by its ARN', overrides: { access: { ...stagingOverrides.access, samlProvider: 'arn:aws:iam::222222222222:saml-provider/workforce' } },
    says: 'access.samlProvider: must be the name of a SAML provider: 1 to 128 letters, digits and ._-, got "arn:aws:iam::222222222222:saml-provider/workforce"; write its name, not its ARN',
  },
  {
    name: 'contractors who work on everything', overrides: { access: { groups: {}, contractors: { auditors: { systems: ['*'] } } } },
    says: 'access.contractors.auditors.systems: must name each system, without wildcards, got ["*"]; write for example ["time-capture"]',
  },
  {
    name: 'contractors until some day', overrides: { access: { groups: {}, contractors: { auditors: { systems: ['ledger'], until: '2027-13-01T00:00:00Z' } } } },
    says: 'access.contractors.auditors.until: must be an ISO 8601 instant with a zone, got "2027-13-01T00:00:00Z"; write for example "2027-03-31T22:00:00Z"',
  },
  {
    name: 'contractors who are a group as well', overrides: { access: { groups: { auditors: GroupRole.AUDITOR }, contractors: { auditors: { systems: ['ledger'] } } } },
    says: 'access.contractors.auditors: must not be in access.groups too; what the group may do would be the sum of both',
  },
  {
    name: 'a parameter with the name of a secret', overrides: { parameters: { 'erp-password': 'see the vault' } },
    says: 'parameters.erp-password: must not be a secret by its name; let the workload read it from its secret',
  },
  {
    name: 'five availability zones', overrides: { network: { cidr: '10.20.0.0/16', availabilityZones: ['a', 'b', 'c', 'd', 'e'] } },
    says: `network.availabilityZones: must name two to four availability zones, got ["a","b","c","d","e"]; write for example ['a', 'b', 'c']`,
  },
  {
    name: 'a threshold above what is possible', overrides: { thresholds: { errorPercent: 200 } },
    says: 'thresholds.errorPercent: must be a number from 0.01 to 100, got 200',
  },
  {
    name: 'half an error', overrides: { thresholds: { loggedErrors: 0.5 } },
    says: 'thresholds.loggedErrors: must be a whole number from 1 to 1000000, got 0.5',
  },
  {
    name: 'a patch window in a fifth week', overrides: { patchWindow: { week: 5, day: Weekday.SUNDAY, start: '03:00', timeZone: 'UTC' } },
    says: 'patchWindow.week: must be a whole number from 1 to 4, got 5; a fifth one does not come every month',
  },
  {
    name: 'a patch window at no time of the day', overrides: { patchWindow: { week: 1, day: Weekday.SUNDAY, start: '3', timeZone: 'UTC' } },
    says: 'patchWindow.start: must be a time of the day from 00:00 to 23:59, got "3"; write HH:MM, for example 03:00',
  },
  {
    name: 'a patch window in no time zone', overrides: { patchWindow: { week: 1, day: Weekday.SUNDAY, start: '03:00', timeZone: '+01:00' } },
    says: 'patchWindow.timeZone: must be a time zone of the IANA database, got "+01:00"; write for example Europe/Berlin',
  },
  {
    name: 'a patch window that is over before it begins', overrides: { patchWindow: { week: 1, day: Weekday.SUNDAY, start: '03:00', timeZone: 'UTC', hours: 1 } },
    says: 'patchWindow.hours: must be a whole number from 2 to 24, got 1',
  },
  {
    name: 'a log retention CloudWatch does not offer', overrides: { retention: { logsDays: 100 } },
    says: 'retention.logsDays: must be a retention that Amazon CloudWatch Logs offers, got 100; choose 120',
  },
  {
    name: 'recovery goals that daily backups cannot reach', overrides: { recovery: { pointHours: 4 } },
    says: 'recovery.pointHours: must be a whole number from 73 to 8760, got 4; up to 72 hours lie between two backups: one on each day on which it runs',
  },
  {
    name: 'recovery in no time', overrides: { recovery: { timeHours: 0 } },
    says: 'recovery.timeHours: must be a whole number from 1 to 720, got 0',
  },
  {
    name: 'backups locked for longer than they are kept', overrides: { retention: { backupsDays: 7 }, recovery: { lockedDays: 8 } },
    says: 'recovery.lockedDays: must be a whole number from 1 to 7, got 8',
  },
  {
    name: 'backups of no days', overrides: { retention: { backupsDays: 0 } },
    says: 'retention.backupsDays: must be a whole number from 1 to 36500, got 0',
  },
  {
    name: 'keys gone at once', overrides: { retention: { deletedKeysDays: 1 } },
    says: 'retention.deletedKeysDays: must be a whole number from 7 to 30, got 1',
  },
  {
    name: 'object versions of part of a day', overrides: { retention: { objectVersionsDays: 0.5 } },
    says: 'retention.objectVersionsDays: must be a whole number from 1 to 3650, got 0.5',
  },
  {
    name: 'a time that is none', overrides: { schedule: OfficeHours.weekdays('7:00', '20:00', 'Europe/Berlin') },
    says: 'schedule.start: must be a time of the day from 00:00 to 23:59, got "7:00"; write HH:MM, for example 07:00',
  },
  {
    name: 'an end before the start', overrides: { schedule: OfficeHours.weekdays('20:00', '07:00', 'Europe/Berlin') },
    says: 'schedule.end: must be later than the start, 20:00, got "07:00"',
  },
  {
    name: 'a time zone that is none', overrides: { schedule: OfficeHours.weekdays('07:00', '20:00', 'Europe/Bärlin') },
    says: 'schedule.timeZone: must be a time zone of the IANA database, got "Europe/Bärlin"; write for example Europe/Berlin',
  },
  {
    name: 'a time zone without summer', overrides: { schedule: OfficeHours.weekdays('07:00', '20:00', '+01:00') },
    says: 'schedule.timeZone: must be a time zone of the IANA database, got "+01:00"; write for example Europe/Berlin',
  },
  {
    name: 'no day at all', overrides: { schedule: OfficeHours.on([], '07:00', '20:00', 'Europe/Berlin') },
    says: 'schedule.days: must name at least one day',
  },
  {
    name: 'a day twice', overrides: { schedule: OfficeHours.on([Weekday.MONDAY, Weekday.MONDAY], '07:00', '20:00', 'Europe/Berlin') },
    says: 'schedule.days: must not name a day twice, got "MON"',
  },
  {
    name: 'a tag that AWS keeps', overrides: { tags: { 'aws:owner': 'x' } },
    says: 'tags.aws:owner: must not begin with aws: or understudy:; choose another key',
  },
  {
    name: 'a tag that AWS does not take', overrides: { tags: { product: 'projects & bills' } },
    says: 'tags.product: must be at most 256 letters, digits, spaces and _.:/=+-@, got "projects & bills"',
  },
  {
    name: 'a tag with too long a key', overrides: { tags: { ['k'.repeat(129)]: 'x' } },
    says: 'tags: must have keys of 1 to 128 letters, digits, spaces and _.:/=+-@, got "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"',
  },
  {
    name: 'too many tags', overrides: { tags: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`tag-${index}`, 'x'])) },
    says: 'tags: must be at most 40, got 41; AWS allows 50 on a resource, and ten are kept for owner, kind and the like',
  },
  {
    name: 'an image by its tag', overrides: { images: { api: `${registry}/api:latest` } },
    says: 'images.api: must name an ECR image by digest, <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>, got "333333333333.dkr.ecr.eu-west-1.amazonaws.com/api:latest"; a tag can be moved after approval; use the digest the build printed',
  },
  {
    name: "an image of production's registry", overrides: { images: { api: `111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@${digest}` } },
    says: `images.api: must not come from production's account, got "111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"; promote it from the registry of the delivery account`,
  },
  {
    name: 'a parameter without a value', overrides: { parameters: { invoiceLanguage: '' } },
    says: 'parameters.invoiceLanguage: must be text of 1 to 4096 characters, got ""',
  },
  {
    name: 'a secret as a parameter', overrides: { parameters: { key: `AKIA${'A1B2C3D4'.repeat(2)}` } },
    says: 'parameters.key: must not be an AWS access key id; let the workload read it from its secret',
  },
  {
    name: "production's account in a parameter", overrides: { parameters: { topic: 'arn:aws:sns:eu-west-1:111111111111:invoices' } },
    says: `parameters.topic: must not name production's account 111111111111, got "arn:aws:sns:eu-west-1:111111111111:invoices"`,
  },
  {
    name: "production's host in a parameter", overrides: { parameters: { callback: 'https://api.projects.example.com/hook' } },
    says: `parameters.callback: must not name production's zone projects.example.com, got "https://api.projects.example.com/hook"`,
  },
  {
    name: 'access that is reviewed every two years', overrides: { governance: { accessReviewEveryDays: 730 } },
    says: 'governance.accessReviewEveryDays: must be a whole number from 1 to 365, got 730',
  },
  {
    name: 'no word on how data is handled', overrides: { governance: { dataHandling: '' } },
    says: 'governance.dataHandling: must not be empty, got ""; write a sentence, or the address of the policy',
  },
  {
    name: 'nothing that it may never contain', overrides: { governance: { mustNeverContain: [] } },
    says: 'governance.mustNeverContain: must name at least one class of data, got []',
  },
  {
    name: 'an unknown class of data', overrides: { governance: { mayContain: ['gossip' as DataClass] } },
    says: 'governance.mayContain: must be one of original-records, original-documents, production-secrets, masked-records, sanitized-documents, synthetic-records, synthetic-documents, test-credentials, configuration, got "gossip"',
  },
  {
    name: 'original records not forbidden', overrides: { governance: { mustNeverContain: [DataClass.PRODUCTION_SECRETS] } },
    says: 'governance.mustNeverContain: must name original-records, original-documents outside production, got ["production-secrets"]',
  },
  {
    name: 'masked records not allowed', overrides: { governance: { mayContain: [DataClass.CONFIGURATION] } },
    says: 'governance.mayContain: must name masked-records, which the data policy brings, got ["configuration"]',
  },
  {
    name: 'what it must never contain, allowed', overrides: { governance: { mayContain: [DataClass.MASKED_RECORDS, DataClass.ORIGINAL_DOCUMENTS] } },
    says: 'governance.mayContain: must not allow what mustNeverContain forbids, got "original-documents"; take it out of one of the two',
  },
  {
    name: 'a refresh every two years', overrides: { governance: { refreshCadenceDays: 730 } },
    says: 'governance.refreshCadenceDays: must be a whole number from 1 to 365, got 730',
  },
  {
    name: 'masked data that is never refreshed', overrides: { governance: { refreshCadenceDays: undefined } },
    says: 'governance.refreshCadenceDays: must be declared when data is masked; say every how many days it is refreshed',
  },
];

test.each(inStaging)('staging is refused for $name', ({ overrides, says }) => {
  expect(refusalOf(() => stagingWith(overrides))).toBe(`environment "staging" has 1 problem\n- ${says}`);
});

const inProduction: ReadonlyArray<{ name: string; overrides: Partial<EnvironmentProps>; says: string }> = [
  {
    name: 'no owner', overrides: { owner: wrong(undefined) },
    says: 'owner: must be declared before anything is built; name team, contact and costCenter',
  },
  {
    name: 'no network', overrides: { network: wrong(undefined) },
    says: 'network: must be declared; name cidr and availabilityZones',
  },
  {
    name: 'production without a network firewall', overrides: { network: { cidr: '10.10.0.0/16', availabilityZones: ['a', 'b'], firewall: EgressFirewallMode.DNS_ONLY } },
    says: 'network.firewall: must not be dns-only in production, got "dns-only"; use EgressFirewallMode.FULL',
  },
  {
    name: 'no word on who may call in', overrides: { ingress: wrong(undefined) },
    says: 'ingress: must be declared; use IngressPolicy.allowList([...]), or IngressPolicy.world() in production',
  },
  {
    name: 'production with made-up data', overrides: { data: DataPolicy.synthetic({ name: 'demo', version: '1.0.0' }), governance: { ...productionProps.governance, mayContain: [DataClass.SYNTHETIC_RECORDS] } },
    says: 'data: must be live or none in production, got "synthetic"; use DataPolicy.live()',
  },
  {
    name: 'no word on data', overrides: { data: wrong(undefined) },
    says: 'data: must be declared; use DataPolicy.live(), masked(...), synthetic(...) or none()',
  },
  {
    name: 'a sandbox in production', overrides: { integrations: { erp: Integration.sandbox('sandbox.erp.example.net') } },
    says: 'integrations.erp: must be live or gated in production, got "sandbox"; use Integration.live(...) or Integration.gated(...)',
  },
  {
    name: 'production whose data goes with its stacks', overrides: { retainsData: false },
    says: 'retainsData: must be true in production, got false',
  },
  {
    name: 'production that sleeps', overrides: { schedule: OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin') },
    says: 'schedule: must be always in production; use OfficeHours.always()',
  },
  {
    name: 'no governance', overrides: { governance: wrong(undefined) },
    says: 'governance: must be declared before anything is built; say how often access is reviewed, how data is handled, what may be in it and what never',
  },
];

test.each(inProduction)('production is refused for $name', ({ overrides, says }) => {
  expect(refusalOf(() => new Environment({ ...productionProps, ...overrides }))).toBe(`environment "production" has 1 problem\n- ${says}`);
});

const names: ReadonlyArray<[string, string]> = [
  ['with capitals', 'Staging'], ['that begins with a digit', '2nd'], ['of one letter', 's'], ['that ends with a hyphen', 'staging-'],
  ['of 21 letters', 'stagingstagingstaging'], ['that is empty', ''],
];

test.each(names)('a name %s is refused', (_why, name) => {
  expect(refusalOf(() => production.derive(name, stagingOverrides))).toBe([
    `environment "${name}" has 1 problem`,
    `- name: must be 2 to 20 lower case letters, digits and inner hyphens that begin with a letter, got "${name}"`,
  ].join('\n'));
});

test('the name of the environment it is derived from is refused', () => {
  expect(refusalOf(() => production.derive('production', stagingOverrides))).toBe([
    'environment "production" has 1 problem',
    `- name: must not be production's name, got "production"; choose another name`,
  ].join('\n'));
});

test('what was right is taken', () => {
  expect(() => stagingWith({})).not.toThrow();
  expect(() => new Environment(productionProps)).not.toThrow();
});

test('every problem is told at once', () => {
  const all = () => production.derive('staging', {
    kind: EnvironmentKind.STAGING, network: { cidr: '10.10.128.0/17' }, capacity: { api: ServiceCapacity.tasks(0, 4) }, access: { groups: {} }, tenants: {},
    governance: { mustNeverContain: stagingOverrides.governance.mustNeverContain, mayContain: [DataClass.CONFIGURATION] },
  });
  expect(refusalOf(all)).toBe([
    'environment "staging" has 8 problems',
    '- ingress: must not be the world outside production; use IngressPolicy.allowList([...]) with the networks of those who test',
    '- capacity.api.minTasks: must be a whole number from 1 to 5000, got 0; stop what is idle with a schedule, not with a capacity of none',
    '- data: must not be live outside production; use DataPolicy.masked(...) or DataPolicy.synthetic(...)',
    '- integrations.erp: must not be live outside production; use Integration.sandbox(...), Integration.gated(...) or Integration.simulated()',
    '- integrations.payroll: must not be live outside production; use Integration.sandbox(...), Integration.gated(...) or Integration.simulated()',
    `- account: must not be production's account, got "111111111111"; give every environment an account of its own`,
    `- network.cidr: must not overlap production's 10.10.0.0/16, got "10.10.128.0/17"; choose a free block, for example 10.11.0.0/17`,
    `- zoneName: must not be production's zone, got "projects.example.com"; choose a zone beside it, for example projects-staging.example.com`,
  ].join('\n'));
});

test.each([EnvironmentKind.TRAINING, EnvironmentKind.DEMO, EnvironmentKind.DEVELOPMENT])('%s obeys the rules of staging', (kind) => {
  const lines = refusalOf(() => stagingWith({ kind, ingress: IngressPolicy.world(), data: DataPolicy.live(), integrations: { erp: Integration.live('erp.example.net') } })).split('\n');
  expect(lines.map((line) => line.split(';')[0])).toEqual([
    'environment "staging" has 3 problems',
    '- ingress: must not be the world outside production',
    '- data: must not be live outside production',
    '- integrations.erp: must not be live outside production',
  ]);
});

test('an environment is compared with all it is derived from, not with the nearest only', () => {
  const again = () => staging.derive('training', {
    account: '111111111111', network: { cidr: '10.10.0.0/20' }, zoneName: 'training.projects-staging.example.com', access: { groups: {} },
  });
  expect(refusalOf(again)).toBe([
    'environment "training" has 3 problems',
    `- zoneName: must not be beneath staging's zone projects-staging.example.com, got "training.projects-staging.example.com"; choose a zone beside it, for example projects-staging-training.example.com`,
    `- account: must not be production's account, got "111111111111"; give every environment an account of its own`,
    `- network.cidr: must not overlap production's 10.10.0.0/16, got "10.10.0.0/20"; choose a free block, for example 10.11.0.0/20`,
  ].join('\n'));
});

test('a caller without types who leaves out everything hears of everything', () => {
  expect(refusalOf(() => new Environment(wrong({}))).split('\n').map((line) => line.replace(/: .*/, ''))).toEqual([
    'environment undefined has 10 problems',
    '- name', '- kind', '- account', '- region', '- owner', '- network', '- zoneName', '- ingress', '- data', '- governance',
  ]);
});

const pathway = { from: 'staging', to: 'audit', carries: PathwayKind.LOG_DELIVERY, why: 'Audit keeps a copy of all logs.', owner: 'security' };

test.each([
  ['no reason', { why: ' ' }, 'staging to audit', 'why: must not be empty, got " "; say why the crossing is genuinely needed'],
  ['no owner', { owner: '' }, 'staging to audit', 'owner: must not be empty, got ""; name the team that answers for it'],
  ['no end', { to: '' }, 'staging to ', 'to: must not be empty, got ""; name an environment or a supporting account'],
  ['its end where it starts', { to: 'staging' }, 'staging to staging', 'to: must be another zone than the one it starts in, got "staging"'],
  ['an unknown kind', { carries: 'anything' as PathwayKind }, 'staging to audit',
    'carries: must be a kind of pathway, got "anything"; choose one of deploy, log-delivery, dns-delegation, snapshot, masked-data, monitoring, shared-service'],
])('a pathway with %s is refused', (_what, change, subject, says) => {
  expect(refusalOf(() => new Pathway({ ...pathway, ...change }))).toBe(`pathway "${subject}" has 1 problem\n- ${says}`);
});
