/** Where a requirement is met, where it is enforced beside the rules of the packs, and which tests prove it. */
export interface RequirementTrace {
  /** Files of constructs, declarations, commands or handlers that carry it. */
  readonly parts: readonly string[];
  /** Files that enforce it beside the rules, which name the requirements they serve: checks of definitions, passes of the proof, gates of a job. */
  readonly checks?: readonly string[];
  /** Tests by file below `test/` and name, as it is written there. */
  readonly tests: ReadonlyArray<readonly [file: string, name: string]>;
  /** What of it is not there yet, and why the rest counts without it. A requirement without parts, policies or tests must say this. */
  readonly planned?: string;
}

const checks = 'lib/environment/checks';
const example = 'examples/professional-services.test.ts';
const platform = 'platform/platform.test.ts';
const badInput = 'environment/bad-input.test.ts';
const machine = 'data-refresh/state-machine.test.ts';
const parity = 'parity/platform-parity.test.ts';
const hidden = 'parity/hidden-differences.test.ts';
const evidence = 'evidence/evidence.test.ts';
const tenants = 'what is provisioned for a tenant; environments declare their tenants, and nothing is built from that yet';

/**
 * The requirements (`requirements.ts`) with what meets them. Written by hand and read by reviewers; a test holds that every file and
 * every test exists, and that no requirement lacks a part, a policy and a test without saying what is planned. `docs/requirements.md` is
 * made of it.
 */
export const requirementTrace: Readonly<Record<string, RequirementTrace>> = {
  'ISL-01': {
    parts: ['lib/platform/platform.ts', 'lib/platform/environment-stage.ts'], checks: [`${checks}/separation-problems.ts`],
    tests: [[example, 'lies in seven accounts, each environment in its own'], ['environment/validate-together.test.ts', '%s is found, though neither is derived from the other']],
  },
  'ISL-02': {
    parts: ['constructs/network/network.ts', 'constructs/network/subnet-plan.ts'], checks: ['policies/isolation/passes/network.ts'],
    tests: [['constructs/network.test.ts', 'gives the isolated tier no route at all'], [platform, 'makes the same stacks in every environment, but for the simulator of simulated systems']],
  },
  'ISL-03': {
    parts: ['lib/environment/address-plan.ts', 'lib/values/cidr.ts'], checks: [`${checks}/network-checks.ts`, `${checks}/separation-problems.ts`],
    tests: [['environment/address-plan.test.ts', 'never lets two blocks overlap, whatever is reserved first'], ['environment/validate-together.test.ts', '%s is found, though neither is derived from the other']],
  },
  'ISL-04': {
    parts: ['constructs/ingress/ingress.ts', 'constructs/ingress/web-acl.ts', 'lib/values/ingress-policy.ts'],
    tests: [['constructs/ingress.test.ts', 'lets the allow-list in, by prefix list and by web application firewall, and nobody else'], ['constructs/ingress.test.ts', 'is open to the world only when that is said twice']],
  },
  'ISL-05': {
    parts: ['constructs/pathways/private-link-offer.ts', 'constructs/pathways/private-link-endpoint.ts'], checks: ['policies/isolation/passes/network.ts'],
    tests: [['constructs/pathways.test.ts', 'are offered to exactly the named accounts, each connection accepted by hand'], ['constructs/pathways.test.ts', 'are reached by the declared clients on the declared ports, and answer only']],
  },
  'ISL-06': {
    parts: ['constructs/names/environment-zone.ts', 'constructs/names/parent-zone.ts'], checks: [`${checks}/separation-problems.ts`],
    tests: [['constructs/names.test.ts', 'has a private zone that its own network alone sees'], ['constructs/names.test.ts', 'lets only the named authorities issue certificates']],
  },
  'ISL-07': {
    parts: ['constructs/workload/service-cluster.ts', 'constructs/names/resolver-query-log.ts', 'constructs/egress/dns-firewall.ts'],
    tests: [['constructs/names.test.ts', 'logs the queries of its network and, from us-east-1, those of the world'], ['constructs/egress.test.ts', 'logs every query to the destination given']],
  },
  'ISL-08': {
    parts: ['constructs/keys/key-ring.ts', 'constructs/keys/data-key.ts', 'constructs/secrets/environment-secret.ts'], checks: ['policies/isolation/passes/resource-policies.ts'],
    tests: [['constructs/keys.test.ts', 'refuses, at synthesis, a policy statement that admits another account'], ['isolation/silent-bridges.test.ts', 'is a leak in the bucket policy, in the key policy and in the policy of the role']],
  },
  'ISL-09': {
    parts: ['constructs/secrets/configuration-tree.ts', 'lib/values/secret-shape.ts'], checks: ['policies/isolation/passes/strings.ts'],
    tests: [['isolation/mutations.test.ts', 'are never missed'], ['constructs/secrets.test.ts', 'what looks like a secret']],
  },
  'ISL-10': {
    parts: ['lib/values/egress-policy.ts', 'constructs/egress/egress-firewall.ts', 'constructs/egress/dns-firewall.ts'],
    tests: [['constructs/egress.test.ts', 'passes each destination by its protocol, name and port'], ['constructs/egress.test.ts', 'blocks everything after what it allows'], ['constructs/network.test.ts', 'public to private always passes a firewall where there is one']],
  },
  'ISL-11': {
    parts: ['constructs/identity/permission-boundary.ts', 'constructs/identity/boundary-on-every-role.ts'], checks: ['policies/isolation/passes/trust.ts'],
    tests: [[platform, 'puts the permission boundary on every role of every account'], ['policies/packs.test.ts', 'production.bucket.grantRead(staging.role) writes staging into two policies of production']],
  },
  'ISL-12': {
    parts: ['constructs/pathways/deployment-target.ts', 'constructs/pathways/deployment-access.ts', 'lib/platform/stacks/deployment-stack.ts', 'lib/platform/stacks/pipelines-stack.ts'], checks: ['policies/isolation/passes/delivery.ts'],
    tests: [[platform, 'of $name takes roles that no other pipeline takes, in every stack but the two that hold these roles'], ['constructs/pathways.test.ts', 'starts stacks of its environment only, and only with the execution role'], ['constructs/pathways.test.ts', 'is open to the pipeline role for exactly the agreed roles']],
  },
  'ISL-13': {
    parts: ['lib/environment/pathway.ts', 'lib/platform/platform-pathways.ts', 'lib/platform/intentions.ts'], checks: ['policies/isolation/pathway-actions.ts'],
    tests: [[platform, 'with every pathway, why it is needed and who answers for it'], ['isolation/prove.test.ts', 'a pathway permits nothing else']],
  },
  'ISL-14': {
    parts: ['policies/isolation/isolation-proof.ts', 'lib/command-line/prove-command.ts'], checks: ['policies/isolation/prove.ts'],
    tests: [[example, 'is clean of findings of every pack, and proved to be isolated'], ['isolation/mutations.test.ts', 'are never missed'], ['isolation/silent-bridges.test.ts', 'a reference to a production bucket in a staging stack']],
  },
  'ISL-15': {
    parts: ['lib/environment/environment-kind.ts'], checks: [`${checks}/data-checks.ts`, `${checks}/integration-checks.ts`, `${checks}/network-checks.ts`],
    tests: [[badInput, '%s obeys the rules of staging']],
  },
  'PAR-01': {
    parts: ['lib/platform/workload.ts', 'lib/platform/environment-stage.ts'], checks: ['lib/environment/validate-together.ts'],
    tests: [[platform, 'makes the same stacks in every environment, but for the simulator of simulated systems']],
  },
  'PAR-02': {
    parts: ['lib/environment/environment.ts', 'lib/platform/workload-scope.ts', 'lib/platform/parity-material.ts'], checks: ['policies/parity/prove-parity.ts'],
    tests: [['environment/environment.test.ts', 'is what it was derived from but for what was said'], [parity, 'has no parity, and the place is named'], [hidden, 'at least 60 hidden differences are tried']],
  },
  'PAR-03': {
    parts: ['lib/environment/parameters-of.ts', 'lib/command-line/delta-command.ts', 'lib/command-line/parity-command.ts'], checks: ['policies/parity/ledger.ts'],
    tests: [['environment/environment.test.ts', 'any combination of overrides changes exactly the parameters it says'], ['command-line/delta.test.ts', 'prints each parameter that differs, by name, with both values and a count'], [parity, 'attributes the retention of logs to its parameter alone']],
  },
  'PAR-04': {
    parts: ['constructs/drift/drift-watch.ts', 'runtime/drift-detection/handler.ts'],
    tests: [['runtime/drift-and-copies.test.ts', 'names resources and properties that differ, of every page, without their values'], ['constructs/recovery.test.ts', 'are looked for every day']],
  },
  'PAR-05': {
    parts: ['lib/environment/service-capacity.ts', 'lib/environment/retention.ts', 'lib/environment/thresholds.ts'], checks: [`${checks}/capacity-checks.ts`],
    tests: [['constructs/observability.test.ts', 'watches the same with other thresholds, and only the numbers differ'], [platform, 'makes the same stacks in every environment, but for the simulator of simulated systems']],
  },
  'PAR-06': {
    parts: ['lib/environment/scale-window.ts', 'constructs/cost/office-hours-control.ts', 'runtime/office-hours/handler.ts'], checks: [`${checks}/window-checks.ts`],
    tests: [['runtime/office-hours.test.ts', 'opens a closed environment at its scale'], ['constructs/cost.test.ts', 'never says in a schedule what to do, so that the end of a window needs no beginning']],
  },
  'PAR-07': {
    parts: ['lib/environment/test-floor.ts', 'lib/environment/countable-tests.ts'], checks: [`${checks}/floor-checks.ts`],
    tests: [['environment/scale.test.ts', 'a kind of test counts where all its floors are reached: always, in certain windows, or never'], [platform, 'tells the release gate which kinds of test count, in the assembly and in the environment']],
  },
  'PAR-08': {
    parts: ['lib/command-line/teardown-command.ts', 'lib/platform/keep-stacks.ts'], checks: ['lib/command-line/teardown/teardown-plan.ts'],
    tests: [['command-line/teardown.test.ts', 'knows what becomes of %s'], ['command-line/teardown.test.ts', 'removes one stack after the other, without its neighbours'], [platform, 'lets the stacks of an environment be deleted whose data need not be kept']],
  },
  'DAT-01': {
    parts: ['lib/environment/data-policy.ts', 'runtime/masking/engine/run-masking.ts', 'constructs/data-refresh/data-refresh.ts', 'constructs/data-refresh/snapshot-share.ts'], checks: ['policies/isolation/passes/data.ts', `${checks}/data-checks.ts`],
    tests: [[platform, 'with the one way that production data takes'], ['isolation/mutations.test.ts', 'are never missed'], [machine, 'goes through every step in order, and leaves nothing in quarantine']],
  },
  'DAT-02': {
    parts: ['runtime/masking/policy/parse-policy.ts', 'runtime/masking/subset/take-subset.ts', 'runtime/masking/synthetic/load-synthetic.ts'], checks: [`${checks}/data-checks.ts`],
    tests: [['masking/synthetic.test.ts', 'synthetic rows are added to masked ones, or are all a table has'], ['masking/subset.test.ts', 'has some clients, their projects, and only what these need'], ['masking/maskers.test.ts', 'gives no two values one mask, or says that it may']],
  },
  'DAT-03': {
    parts: ['runtime/masking/maskers/masker-catalogue.ts'], checks: ['runtime/masking/verify/verify-masking.ts'],
    tests: [['masking/maskers.test.ts', 'leaves no value as it was, where its grammar is disjoint from real ones'], ['masking/verify.test.ts', 'a planted leak is found:']],
  },
  'DAT-04': {
    parts: ['runtime/masking/documents/replace-documents.ts', 'runtime/masking/documents/synthetic-document.ts'], checks: ['runtime/masking/verify/verify-masking.ts'],
    tests: [['masking/documents.test.ts', 'every document is replaced under the key that the database has now']],
  },
  'DAT-05': {
    parts: ['runtime/masking/policy/parse-policy.ts', 'runtime/masking/engine/run-masking.ts'], checks: ['runtime/masking/verify/detectors.ts'],
    tests: [['masking/run.test.ts', 'secrets are gone'], ['masking/verify.test.ts', 'detectors say of %s: %s']],
  },
  'DAT-06': {
    parts: ['runtime/masking/subset/take-subset.ts', 'runtime/masking/subset/subset-edges.ts'], checks: ['runtime/masking/verify/verify-masking.ts'],
    tests: [['masking/subset.test.ts', 'passes verification: no reference, composite, cyclic or virtual, leads nowhere']],
  },
  'DAT-07': {
    parts: ['runtime/masking/schema/schema-lock.ts', 'runtime/masking/schema/read-schema.ts'],
    tests: [['masking/policy.test.ts', 'an unclassified part of the database stops the run'], ['masking/run.test.ts', 'when the schema is not the reviewed one']],
  },
  'DAT-08': {
    parts: ['runtime/masking/evidence/signed-evidence.ts', 'constructs/data-refresh/refresh-desk.ts'],
    tests: [['masking/commands.test.ts', 'writes signed evidence: counts, digests, gates, requester and approver, no values'], [machine, 'is recorded: who, from what, what was destroyed, what the environment said'], [machine, 'a request that expires while the copy is masked is not published']],
  },
  'DAT-09': {
    parts: ['runtime/masking/prf/key-source.ts', 'lib/platform/quarantine-stage.ts', 'constructs/data-refresh/masking-keys.ts'],
    tests: [['masking/prf.test.ts', 'domains have different keys, the same each time'], ['masking/prf.test.ts', 'a short masking key is refused without showing it']],
  },
  'DAT-10': {
    parts: ['constructs/backup/restore-validation.ts', 'runtime/restore-validation/handler.ts', 'runtime/masking/evidence/check-restore.ts'], checks: ['runtime/restore-validation/check-database.ts'],
    tests: [['runtime/restore-validation.test.ts', 'fails when masked data is expected and the manifest names no masked column'], ['constructs/recovery.test.ts', 'is told whether data is masked, and where the manifest lies']],
  },
  'DAT-11': {
    parts: ['constructs/workload/document-store.ts', 'constructs/audit/access-log-bucket.ts'],
    tests: [['constructs/workload.test.ts', 'is reached over TLS only'], ['policies/packs.test.ts', 'every case of every rule is judged as it says']],
  },
  'DAT-12': {
    parts: ['lib/environment/data-class.ts', 'lib/environment/governance.ts'], checks: [`${checks}/governance-checks.ts`],
    tests: [[badInput, 'staging is refused for $name']],
    planned: 'an environment for acceptance tests on original data with the controls of production; today such data is refused outside production',
  },
  'DAT-13': {
    parts: ['constructs/drift/copy-watch.ts', 'runtime/copy-detection/handler.ts'],
    tests: [['runtime/drift-and-copies.test.ts', 'finds every kind of copy that nobody declared'], ['runtime/drift-and-copies.test.ts', 'finds what is shared, also when it was declared']],
  },
  'INT-01': {
    parts: ['lib/environment/integration.ts', 'constructs/workload/external-system.ts'], checks: [`${checks}/integration-checks.ts`],
    tests: [[platform, 'tells services the mode and the address of each system']],
  },
  'INT-02': {
    parts: ['lib/environment/integration.ts', 'lib/platform/platform.ts'], checks: [`${checks}/integration-checks.ts`],
    tests: [[badInput, 'staging is refused for $name'], [platform, 'opens the egress of staging for its sandboxes and not for the live systems']],
    planned: 'a connector that holds a call until it is approved; gated integrations are refused until then',
  },
  'INT-03': {
    parts: ['constructs/workload/external-system.ts', 'constructs/secrets/environment-secret.ts', 'constructs/secrets/secret-rotation.ts'],
    tests: [['constructs/secrets.test.ts', 'reminds its owner, and does not call that a rotation'], ['constructs/secrets.test.ts', 'refuses, at synthesis, to have no rotation']],
  },
  'INT-04': {
    parts: ['lib/environment/effective-egress.ts', 'constructs/workload/external-system.ts'], checks: [`${checks}/integration-checks.ts`],
    tests: [['environment/environment.test.ts', 'lets out what is declared and the hosts of its integrations, on their ports, and nothing for a simulated'], [platform, 'opens the egress of staging for its sandboxes and not for the live systems']],
  },
  'TEN-01': { parts: ['lib/environment/tenant.ts'], checks: [`${checks}/data-checks.ts`], tests: [[badInput, 'staging is refused for $name']], planned: tenants },
  'TEN-02': { parts: [], tests: [], planned: tenants },
  'TEN-03': { parts: [], tests: [], planned: tenants },
  'TEN-04': { parts: [], tests: [], planned: tenants },
  'TEN-05': {
    parts: ['constructs/identity/access-level.ts', 'lib/environment/access.ts'], checks: [`${checks}/access-checks.ts`],
    tests: [['constructs/identity.test.ts', 'a contractor without systems or with a vague end is refused'], ['constructs/workload-parts.test.ts', 'has no password: its one user signs in by IAM and administers nothing']],
  },
  'TEN-06': {
    parts: ['lib/environment/feature.ts', 'constructs/configuration/dynamic-configuration.ts'], checks: [`${checks}/delivery-checks.ts`],
    tests: [['constructs/configuration.test.ts', 'says which features are on, for whom, and until when']], planned: 'mappings of integrations for each tenant; features can be on for single groups',
  },
  'DEL-01': {
    parts: ['constructs/delivery/image-repository.ts', 'lib/values/image-reference.ts'], checks: [`${checks}/delivery-checks.ts`],
    tests: [['constructs/delivery.test.ts', 'never lets a tag be moved'], ['constructs/workload.test.ts', 'runs the image by digest'], [platform, 'lets exactly the starting role of each service pull its image']],
  },
  'DEL-02': {
    parts: ['lib/command-line/synth-command.ts', 'lib/command-line/image-check-command.ts'], tests: [['command-line/synth.test.ts', 'a synthesis with findings'], ['policies/images.test.ts', 'is refused for %s']],
    planned: 'the pipeline that runs the gates one after another; each gate that reads templates or images is a command',
  },
  'DEL-03': { parts: [], tests: [], planned: 'the rehearsal of migrations with a verified way back' },
  'DEL-04': { parts: [], tests: [], planned: 'the validation of business flows before a release' },
  'DEL-05': {
    parts: ['constructs/secrets/configuration-tree.ts', 'constructs/configuration/dynamic-configuration.ts', 'constructs/configuration/rollout.ts'],
    tests: [['constructs/configuration.test.ts', 'goes out step by step, watched afterwards'], ['constructs/configuration.test.ts', 'holds a document against its schema before it goes out'], ['constructs/workload.test.ts', 'takes every setting from Parameter Store and none from the template']],
  },
  'DEL-06': {
    parts: ['constructs/workload/release-strategy.ts', 'constructs/workload/rollback-alarms.ts', 'lib/environment/pilot.ts'],
    tests: [['constructs/releases.test.ts', '%s moves callers as it is told'], ['constructs/configuration.test.ts', 'switches off what ends, at its end, by a version in which it is off']],
  },
  'DEL-07': {
    parts: ['constructs/pathways/deployment-access.ts', 'constructs/pathways/deployment-target.ts'], checks: ['policies/isolation/passes/delivery.ts'],
    tests: [['constructs/pathways.test.ts', 'the role that CloudFormation works with trusts nobody else'], ['constructs/pathways.test.ts', 'is open to the pipeline role for exactly the agreed roles']],
    planned: 'the pipeline with its second approver; roles and their trust are there',
  },
  'DEL-08': {
    parts: ['constructs/audit/account-trail.ts', 'constructs/audit/log-archive.ts'],
    tests: [['constructs/audit.test.ts', 'records every region, validates its files, and writes encrypted to the archive'], ['constructs/audit.test.ts', 'locks every log in compliance mode, versioned, with its own rotated key, and outlives its stack']],
    planned: 'a record for each release that names approver and change; the trail of every account records who deployed',
  },
  'DEL-09': {
    parts: ['constructs/observability/delivery-measures.ts', 'runtime/delivery-measures/handler.ts'],
    tests: [['runtime/delivery-measures.test.ts', 'a success counts for the service and for the environment'], ['runtime/delivery-measures.test.ts', 'a failure tells how long it took until it was seen']],
  },
  'DEL-10': {
    parts: ['constructs/workload/task-parts.ts', 'lib/command-line/image-check-command.ts'], checks: ['policies/images/check-image.ts'],
    tests: [['constructs/workload.test.ts', 'offers no interactive shell'], ['policies/images.test.ts', 'is refused for %s'], ['policies/images.test.ts', 'that no file needs is reported']],
  },
  'ACC-01': {
    parts: ['constructs/identity/sign-in.ts', 'constructs/identity/federated-role.ts', 'lib/environment/access.ts'], checks: [`${checks}/access-checks.ts`, 'policies/isolation/passes/federation.ts'],
    tests: [['constructs/identity.test.ts', 'a contractor without systems or with a vague end is refused'], ['constructs/identity.test.ts', 'carry the boundary, the trust of the sign-in, the session limit of the level, and no inline policy']],
  },
  'ACC-02': {
    parts: ['constructs/identity/access-level.ts', 'constructs/identity/permission-boundary.ts'],
    tests: [['constructs/identity.test.ts', 'data opens where the place says so, secrets stay closed'], ['constructs/identity.test.ts', 'is taken %s']],
    planned: 'a second factor for who approves in the pipeline; it is asked for in every role of people',
  },
  'ACC-03': {
    parts: ['constructs/identity/break-glass-role.ts'], checks: [`${checks}/access-checks.ts`],
    tests: [['constructs/identity.test.ts', 'announces each attempt, with a role that has no inline policy'], ['constructs/identity.test.ts', 'lasts one hour and carries the boundary']],
  },
  'ACC-04': {
    parts: ['constructs/labels/session-document.ts', 'lib/platform/stacks/sessions-stack.ts'],
    tests: [['constructs/labels.test.ts', 'records every session encrypted, runs as nobody else, ends idle and long ones, and greets']],
  },
  'ACC-05': {
    parts: ['constructs/identity/access-review.ts', 'constructs/identity/account-guards.ts', 'constructs/audit/evidence-archive.ts'], checks: ['runtime/access-review/judge-access.ts'],
    tests: [['runtime/access-review.test.ts', 'asks about %s'], ['constructs/access-review.test.ts', 'looks for access that nobody used for 90 days']],
  },
  'ACC-06': {
    parts: ['constructs/labels/environment-banner.ts', 'constructs/labels/environment-labels.ts'],
    tests: [['constructs/labels.test.ts', 'is in the prompt of a shell'], [platform, 'labels everything with its environment']],
  },
  'OPS-01': {
    parts: ['constructs/observability/environment-monitor.ts', 'constructs/observability/synthetic-check.ts', 'constructs/observability/request-traces.ts'],
    tests: [['constructs/observability.test.ts', 'watches the same with other thresholds, and only the numbers differ'], ['runtime/synthetic-check.test.ts', 'every target that does not answer is named']],
  },
  'OPS-02': {
    parts: ['constructs/audit/log-archive.ts', 'constructs/observability/log-watch.ts', 'constructs/protection/threat-detection.ts'],
    tests: [['constructs/audit.test.ts', 'admits exactly the named trail, below its own account'], ['constructs/observability.test.ts', 'learns what is usual, under the key it was given'], [platform, 'sends the trail of every account to the archive of the audit account']],
  },
  'OPS-03': {
    parts: ['constructs/backup/scheduled-backup.ts', 'constructs/backup/locked-vault.ts', 'constructs/backup/restore-testing.ts'], checks: [`${checks}/recovery-checks.ts`],
    tests: [['constructs/recovery.test.ts', 'takes what carries the tag, once a day, and copies nowhere'], ['runtime/restore-validation.test.ts', 'tells AWS Backup, leaves evidence, publishes numbers and takes the instance away']],
  },
  'OPS-04': {
    parts: ['constructs/recovery/recovery-runbook.ts', 'runtime/recovery-runbook/handler.ts'],
    tests: [['constructs/recovery.test.ts', 'is rehearsed every quarter'], ['runtime/recovery-runbook.test.ts', 'measuring a recovery']],
  },
  'OPS-05': {
    parts: ['constructs/workload/container-service.ts', 'constructs/workload/work-queue.ts'],
    tests: [['constructs/workload.test.ts', 'scales on work that waits'], ['constructs/workload.test.ts', 'raises an alarm for one message given up']],
    planned: 'a load that exercises them in staging; what scales and what raises alarms is there',
  },
  'OPS-06': {
    parts: ['constructs/patching/host-patching.ts', 'constructs/protection/security-posture.ts', 'constructs/protection/image-scanning.ts'],
    tests: [['constructs/protection.test.ts', 'has the same baseline whenever it installs'], ['constructs/protection.test.ts', 'holds the account against the standards, each after the hub']],
  },
  'OPS-07': {
    parts: ['constructs/cost/office-hours-control.ts', 'constructs/cost/cost-watch.ts', 'constructs/labels/environment-labels.ts'], checks: [`${checks}/cost-checks.ts`],
    tests: [['runtime/office-hours.test.ts', 'close in the opposite order, and stop a database when no task is left'], ['constructs/cost.test.ts', 'tells of what was spent and of a forecast above the amount']],
  },
  'OPS-08': {
    parts: ['policies/isolation/isolation-proof.ts', 'constructs/ingress/web-acl.ts'], checks: ['policies/isolation/passes/strings.ts'],
    tests: [['isolation/mutations.test.ts', 'are never missed'], ['constructs/ingress.test.ts', 'blocks what is bad before it lets the allow-list in']],
    planned: 'tests against a running environment: authorization between tenants, and what an attacker can read; templates are judged',
  },
  'POL-01': {
    parts: ['policies/packs/isolation-checks.ts', 'policies/packs/encryption-checks.ts', 'policies/packs/iso27001-checks.ts', 'policies/packs/unruled-types.ts'],
    tests: [['policies/packs.test.ts', 'every case of every rule is judged as it says'], ['policies/resource-types.test.ts', '%s has a rule or a reason why none is needed, and not both']],
  },
  'POL-02': {
    parts: ['policies/exceptions/exception-register.ts', 'lib/platform/library-exceptions.ts', 'lib/command-line/exceptions-command.ts'], checks: ['policies/exceptions/exception-problems.ts', 'policies/exceptions/exception-state.ts'],
    tests: [['policies/exceptions.test.ts', 'silences its rule on the one construct that it names, and in no other environment'], ['command-line/exceptions.test.ts', 'synth judges the register'], ['policies/packs.test.ts', 'a locked rule stays a finding when it is acknowledged']],
  },
  'POL-03': {
    parts: ['policies/packs/judge-templates.ts', 'lib/command-line/prove-command.ts'],
    tests: [['policies/packs.test.ts', 'are judged by the same rules, with the construct path they name'], ['isolation/prove.test.ts', 'reads bare templates in JSON and YAML']],
  },
  'GOV-01': {
    parts: ['lib/environment/governance.ts', 'lib/environment/owner.ts', 'lib/environment/data-class.ts'], checks: [`${checks}/governance-checks.ts`],
    tests: [[badInput, 'staging is refused for $name'], [badInput, 'a caller without types who leaves out everything hears of everything']],
  },
  'EVD-01': {
    parts: ['lib/evidence/facts/points.ts', 'lib/command-line/evidence-command.ts'], checks: ['lib/evidence/facts/worst-state.ts'],
    tests: [[evidence, 'leads from a fact to its resources, and from these to template and construct'], [example, 'has evidence in which nothing fails, on a page below 3 MB']],
  },
  'EVD-02': {
    parts: ['lib/evidence/facts/points.ts'], checks: ['lib/evidence/facts/worst-state.ts'], tests: [[evidence, 'of a sound platform holds in all that was judged; only the written procedures are left to people'], [evidence, 'fails a point of the control for %s']],
  },
  'EVD-03': {
    parts: ['policies/isolation/format-machine.ts', 'lib/evidence/evidence-formats.ts'], checks: ['lib/evidence/facts/worst-state.ts'],
    tests: [
      ['isolation/prove.test.ts', 'writes SARIF 2.1.0 with the place in the source'], [evidence, 'SARIF is valid against the schema of OASIS'],
      [evidence, 'OSCAL is valid against the schema of NIST, and its ids are unique and refer to what is there'], [evidence, 'JUnit is valid against the schema of Jenkins'],
    ],
  },
};
