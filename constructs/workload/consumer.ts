import { aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Something that runs code and uses other parts of the environment: a service, a worker, a job, a function. What it uses gives
 * it an address, a network path and permissions through these methods, the same way for all of them.
 */
export interface IConsumer extends IConstruct, ec2.IConnectable {
  /**
   * Lets the code do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  allow(statement: iam.PolicyStatement): void;

  /**
   * Lets the code do what `policy` says.
   *
   * @param policy a policy that stands beside the resource it opens
   */
  allowPolicy(policy: iam.IManagedPolicy): void;

  /**
   * Gives the code a setting through Parameter Store.
   *
   * @param name  upper case, as an environment variable would be named
   * @param value the value; never a secret
   */
  addSetting(name: string, value: string): void;

  /**
   * Gives the code a secret. The value is in no template.
   *
   * @param name   upper case, as an environment variable would be named
   * @param secret the secret, of this environment's own store
   * @param key    the key that encrypts it
   */
  addSecret(name: string, secret: secretsmanager.ISecret, key: kms.IKey): void;

  /**
   * Opens the way to `peer`, both here and at the peer's security group.
   *
   * @param peer what is connected to
   * @param port the port
   * @param why  shown on the rules
   */
  connectTo(peer: ec2.IConnectable, port: ec2.Port, why: string): void;
}

/** Something that services, workers, jobs and functions can use: a database, a bucket, a queue, an external system. */
export interface IServiceDependency {
  /**
   * Gives `consumer` the address, the network path and the permissions that it needs to use this, and nothing more.
   *
   * @param consumer what declared this dependency
   */
  attachTo(consumer: IConsumer): void;
}
