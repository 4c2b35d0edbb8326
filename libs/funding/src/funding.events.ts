/** Outbox topics of money, past tense; each payload names the project, if there is one, and the document. */
export const fundingEvent = {
  poolReceived: 'fund_pool.received',
  allocationIssued: 'allocation.issued',
  allocationReturned: 'allocation.returned',
  allocationRejected: 'allocation.rejected',
  disbursementRequested: 'disbursement.requested',
  disbursementPaid: 'disbursement.paid',
  disbursementReturned: 'disbursement.returned',
  disbursementRefused: 'disbursement.refused',
  disbursementReversed: 'disbursement.reversed',
  fundsReturned: 'funds.returned',
  recoveryListed: 'recovery.listed',
} as const;
