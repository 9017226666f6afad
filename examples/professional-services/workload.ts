import { aws_lambda as lambda } from 'aws-cdk-lib';
import { Workload, WorkloadScope } from '../../lib';

/**
 * The platform of a professional services firm: project accounting, resource planning, billing, time capture, client
 * reporting and documents, with ERP, CRM, payroll, single sign-on and messaging behind declared integrations.
 */
export class ProfessionalServices extends Workload {
  public define(scope: WorkloadScope): void {
    const ledger = scope.addDatabase('Ledger', { capacity: scope.capacityOf('ledger') });
    const work = scope.addDatabase('Work', { capacity: scope.capacityOf('work'), proxied: true });
    const documents = scope.addBucket('Documents');
    const reports = scope.addBucket('Reports');
    const invoices = scope.addQueue('Invoices');
    const timeSheets = scope.addQueue('TimeSheets');
    const notifications = scope.addQueue('Notifications');
    const uploads = scope.addQueue('Uploads');
    const drafts = scope.addTable('Drafts', {
      capacity: scope.capacityOf('drafts'), partitionKey: 'person', sortKey: 'draft', expiresAt: 'expires',
    });
    const catalogue = scope.addSearch('Catalogue', { capacity: scope.capacityOf('catalogue') });
    const recent = scope.addCache('Recent', { capacity: scope.capacityOf('recent') });

    const accounting = scope.addService('Accounting', {
      image: scope.image('accounting'), port: 8080, capacity: scope.capacityOf('accounting'), uses: [ledger, invoices],
    });
    const planning = scope.addService('Planning', {
      image: scope.image('planning'), port: 8080, capacity: scope.capacityOf('planning'), uses: [work, scope.integration('crm')],
    });
    const timeCapture = scope.addService('TimeCapture', {
      image: scope.image('time-capture'), port: 8080, capacity: scope.capacityOf('time-capture'), uses: [work, timeSheets, drafts],
    });
    const library = scope.addService('Library', {
      image: scope.image('library'), port: 8080, capacity: scope.capacityOf('library'), uses: [work, documents, catalogue, uploads],
    });
    scope.addService('Portal', {
      image: scope.image('portal'),
      port: 8080,
      capacity: scope.capacityOf('portal'),
      paths: ['/*'],
      uses: [accounting, planning, timeCapture, library, recent, scope.features, scope.integration('sso')],
    });

    const rounding = scope.addConfiguration('Rounding', {
      content: JSON.stringify({ minutes: Number(scope.parameter('rounding-minutes')) }),
      schema: JSON.stringify({
        $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', additionalProperties: false,
        required: ['minutes'], properties: { minutes: { type: 'integer', minimum: 1, maximum: 60 } },
      }),
    });
    scope.addWorker('Billing', {
      image: scope.image('billing'), capacity: scope.capacityOf('billing'), queue: invoices,
      uses: [ledger, invoices, notifications, rounding, scope.features, scope.integration('erp')],
    });
    scope.addWorker('Payroll', {
      image: scope.image('payroll'), capacity: scope.capacityOf('payroll'), queue: timeSheets,
      uses: [work, timeSheets, scope.integration('payroll')],
    });
    scope.addWorker('Reporting', {
      image: scope.image('reporting'), capacity: scope.capacityOf('reporting'), uses: [ledger, work, reports],
    });
    scope.addWorker('Messenger', {
      image: scope.image('messenger'), capacity: scope.capacityOf('messenger'), queue: notifications,
      uses: [notifications, scope.integration('messaging')],
    });
    scope.addJob('MonthEnd', {
      image: scope.image('accounting'), command: ['month-end'], capacity: scope.capacityOf('month-end'),
      schedule: 'cron(30 2 1 * ? *)', timeZone: 'Europe/Berlin', uses: [ledger, invoices, reports],
    });
    scope.addFunction('Thumbnails', {
      code: lambda.Code.fromAsset('examples/professional-services/functions/thumbnails'), capacity: scope.capacityOf('thumbnails'), queue: uploads, uses: [documents],
    });
  }
}
