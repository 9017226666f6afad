import { Stage } from 'aws-cdk-lib';
import { DnsFirewall } from '../../../constructs/egress/dns-firewall';
import { EgressFirewall } from '../../../constructs/egress/egress-firewall';
import { FirewallMode } from '../../../constructs/egress/firewall-mode';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { EndpointException } from '../../../constructs/network/endpoint-policy';
import { Network } from '../../../constructs/network/network';
import { NetworkEncryption } from '../../../constructs/network/network-encryption';
import { EgressFirewallMode } from '../../environment/egress-firewall-mode';
import { Environment } from '../../environment/environment';
import { SearchCapacity } from '../../environment/search-capacity';
import { TransitEncryption } from '../../environment/transit-encryption';
import { EgressPolicy } from '../../values/egress-policy';
import { logArchiveNames } from '../log-archive-names';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

const modes: Readonly<Record<EgressFirewallMode, FirewallMode>> = {
  [EgressFirewallMode.FULL]: FirewallMode.FULL,
  [EgressFirewallMode.SINGLE_ZONE]: FirewallMode.SINGLE_ZONE,
  [EgressFirewallMode.DNS_ONLY]: FirewallMode.DNS_ONLY,
};

const encryptions: Readonly<Record<TransitEncryption, NetworkEncryption>> = {
  [TransitEncryption.ENFORCED]: NetworkEncryption.ENFORCED,
  [TransitEncryption.MONITORED]: NetworkEncryption.MONITORED,
};

/** The network of an environment and the two firewalls on its way out, both from one list. */
export class NetworkStack extends PlatformStack {
  public readonly network: Network;

  public constructor(
    stage: Stage, private readonly settings: Environment, private readonly foundation: FoundationStack, private readonly around: Surroundings,
  ) {
    super(stage, 'Network', { description: 'Network and firewalls of the environment' });
    this.network = this.makeNetwork();
    this.addDnsFirewall();
  }

  /**
   * Adds the firewall on the way out. It comes last, because it also passes the load balancer to the services and must
   * know on which ports they listen.
   */
  public addEgressFirewall(servicePorts: readonly number[]): void {
    const { effectiveEgress, zoneName } = this.settings;
    new EgressFirewall(this, 'EgressFirewall', {
      network: this.network,
      policy: servicePorts.length === 0 ? effectiveEgress : effectiveEgress.and(ownFrontDoor(zoneName)),
      mode: modes[this.settings.network.firewall],
      servicePorts: [...servicePorts],
      logEncryptionKey: this.foundation.keys.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(this.settings),
      flowLogBucketName: logArchiveNames(this.around).bucketName,
      deleteProtection: this.settings.retainsData,
    });
  }

  private makeNetwork(): Network {
    const { cidr, availabilityZones, natGateways, encryption } = this.settings.network;
    return new Network(this, 'Network', {
      cidr,
      availabilityZones: [...availabilityZones],
      natGateways,
      encryption: encryptions[encryption],
      organizationId: this.around.organization.id,
      flowLogArchive: { bucketArn: logArchiveNames(this.around).bucketArn },
      endpointExceptions: [...imagesOf(this.around), ...signaturesOf(this.settings, this.around)],
      logEncryptionKey: this.foundation.keys.keyFor(DataDomain.LOGS),
    });
  }

  private addDnsFirewall(): void {
    new DnsFirewall(this, 'DnsFirewall', {
      network: this.network,
      policy: this.settings.effectiveEgress,
      zoneNames: [this.settings.zoneName],
      serviceNames: [...DnsFirewall.dataNames(this.region), ...searchNames(this.settings, this.region)],
      queryLogDestinationArn: logArchiveNames(this.around).bucketArn,
      mutationProtection: this.settings.retainsData,
    });
  }
}

/** A synthetic check calls in by the public name, as others do. */
function ownFrontDoor(domain: string): EgressPolicy {
  return EgressPolicy.allow({ domain, reason: 'synthetic check of the own front door' });
}

/** Others own names there too: they resolve only where a search domain is declared, and the egress firewall lets nobody call them. */
function searchNames({ capacity }: Environment, region: string): string[] {
  return Object.values(capacity).some((each) => each instanceof SearchCapacity) ? [`*.${region}.es.amazonaws.com`] : [];
}

/** Where masked copies arrive, their signature is asked about in quarantine: a question with a yes or a no. */
function signaturesOf(environment: Environment, { refresh, quarantine }: Surroundings): EndpointException[] {
  const arrives = refresh?.masked.includes(environment) === true;
  return arrives ? [{ service: 'kms', account: quarantine.account, actions: ['kms:Verify'], reason: 'quarantine signs masked copies' }] : [];
}

/** Images lie in the delivery account: what every environment reaches in another account through an endpoint. */
function imagesOf({ delivery }: Surroundings): EndpointException[] {
  const reason = 'images are built once in the delivery account and pulled by digest';
  const actions = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return ['ecr.api', 'ecr.dkr'].map((service) => ({ service, account: delivery.account, actions, reason }));
}
