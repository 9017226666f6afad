import { aws_ec2 as ec2, aws_kms as kms, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IConsumer, IServiceDependency } from './consumer';
import { ContainerService } from './container-service';
import { settingName } from './setting-name';

/** Properties of an `ExternalSystem`. */
export interface ExternalSystemProps {
  /** How the system is reached, shown to the services: `live`, `sandbox` or `simulated`. */
  readonly mode: string;
  /** Host name of the system. */
  readonly host: string;
  /** Port of the system. */
  readonly port: number;
  /**
   * Credential for the system, in this environment's own store (INT-03).
   * @default the system needs none: a simulator inside the environment
   */
  readonly credential?: secretsmanager.ISecret;
  /**
   * Key of the credential.
   * @default there is no credential
   */
  readonly credentialKey?: kms.IKey;
  /**
   * The service of this environment that stands in for the system.
   * @default the system is outside, behind the egress firewall
   */
  readonly simulator?: ContainerService;
}

/**
 * A system outside the platform, for example the ERP, as a service sees it: an address, a credential of this
 * environment and, when it is simulated, the way to the simulator. The egress firewall is opened elsewhere, from the
 * same declaration (INT-04).
 *
 * @example
 * declare const credential: secretsmanager.ISecret;
 * declare const credentialKey: kms.IKey;
 * new ExternalSystem(this, 'Erp', { mode: 'sandbox', host: 'sandbox.erp.example.net', port: 443, credential, credentialKey });
 */
export class ExternalSystem extends Construct implements IServiceDependency {
  public constructor(scope: Construct, id: string, private readonly props: ExternalSystemProps) {
    super(scope, id);
  }

  public attachTo(consumer: IConsumer): void {
    const { mode, host, port, credential, credentialKey, simulator } = this.props;
    consumer.addSetting(settingName(this, 'MODE'), mode);
    consumer.addSetting(settingName(this, 'HOST'), host);
    consumer.addSetting(settingName(this, 'PORT'), String(port));
    if (credential !== undefined && credentialKey !== undefined) consumer.addSecret(settingName(this, 'CREDENTIAL'), credential, credentialKey);
    if (simulator !== undefined) consumer.connectTo(simulator, ec2.Port.tcp(port), `${consumer.node.id} to the simulator of ${this.node.id}`);
  }
}
