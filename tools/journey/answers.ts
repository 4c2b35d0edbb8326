/** The parts of the API's answers that the story reads. */
export interface ProjectView {
  id: string;
  number: string | null;
  name: string;
  status: string;
  statusName: string;
  libraryNumber: string | null;
  libraryExpiresOn: string | null;
  returnedDueOn: string | null;
  workCode: string;
  version: number;
  requests: { id: string; subjectType: string; status: string }[];
  outputs: { metric: string; unit: string; plannedValue: string; confirmedValue: string | null }[];
}

export interface PreviewStep {
  key: string;
  title: string;
  titleEn: string;
  skipped: boolean;
  cc: boolean;
  limitWorkingDays: number | null;
  reason: { zh: string; en: string };
  desks: { organisationName: string | null }[];
}

export interface ApprovalStory {
  id: string;
  status: string;
  currentStepId: string | null;
  steps: {
    id: string;
    key: string;
    title: string;
    titleEn: string;
    status: string;
    dueOn: string | null;
    reasonEn: string;
    tasks: { organisationId: string; organisationName: string; kind: string; status: string; persons: number }[];
  }[];
}

export interface Decided {
  status: string;
  act: string;
  correctionDueOn: string | null;
}

export interface PoolView {
  id: string;
  fundName: string;
  total: string;
  free: string;
  allocated: string;
  unpaid: string;
  paid: string;
}

export interface MoneyView {
  totals: { budget: string; allocated: string; paid: string; unpaid: string; returned: string };
  returns: { amount: string; cause: string }[];
  recovery: { amount: string; recovered: string; reason: string; status: string }[];
}

export interface MilestoneView {
  items: { id: string; name: string; plannedFinish: string; status: string; percent: number }[];
  progressBp: number;
  light: string | null;
}

export interface AcceptanceView {
  id: string;
  round: number;
  status: string;
  conclusion: string | null;
  items: { key: string; titleEn: string }[];
  members: { personId: string; personName: string; organisationId: string; organisationName: string }[];
  tally: { pass: number; rectify: number; fail: number } | null;
  rectifications: { id: string; text: string; status: string }[];
  notice: { startsOn: string; endsOn: string; workingDays: number; calendarComplete: boolean } | null;
}
