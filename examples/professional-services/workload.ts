import { Workload, WorkloadScope } from '../../lib';

/**
 * The platform of a professional services firm: project accounting, resource planning, billing, time capture, client
 * reporting and documents, with ERP, CRM, payroll, single sign-on and messaging behind declared integrations.
 */
export class ProfessionalServices extends Workload {
  public define(scope: WorkloadScope): void {
    const ledger = scope.addDatabase('Ledger', { capacity: scope.capacityOf('ledger') });
    const work = scope.addDatabase('Work', { capacity: scope.capacityOf('work') });
    const documents = scope.addBucket('Documents');
    const reports = scope.addBucket('Reports');
    const invoices = scope.addQueue('Invoices');
    const timeSheets = scope.addQueue('TimeSheets');
    const notifications = scope.addQueue('Notifications');

    const accounting = scope.addService('Accounting', {
      image: scope.image('accounting'), port: 8080, capacity: scope.capacityOf('accounting'), uses: [ledger, invoices],
    });
    const planning = scope.addService('Planning', {
      image: scope.image('planning'), port: 8080, capacity: scope.capacityOf('planning'), uses: [work, scope.integration('crm')],
    });
    const timeCapture = scope.addService('TimeCapture', {
      image: scope.image('time-capture'), port: 8080, capacity: scope.capacityOf('time-capture'), uses: [work, timeSheets],
    });
    const library = scope.addService('Library', {
      image: scope.image('library'), port: 8080, capacity: scope.capacityOf('library'), uses: [work, documents],
    });
    scope.addService('Portal', {
      image: scope.image('portal'),
      port: 8080,
      capacity: scope.capacityOf('portal'),
      paths: ['/*'],
      uses: [accounting, planning, timeCapture, library, scope.integration('sso')],
    });

    scope.addWorker('Billing', {
      image: scope.image('billing'), capacity: scope.capacityOf('billing'), queue: invoices,
      uses: [ledger, invoices, notifications, scope.integration('erp')],
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
  }
}
