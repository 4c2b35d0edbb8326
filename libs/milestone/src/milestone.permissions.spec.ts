import { ROLES, type Actor, type Role } from '#libs/kernel';
import { mayFile } from './milestone.permissions.js';

const project = { ownerOrganisationId: 'owner' };
const actor = (role: Role, organisationId: string) => ({ roles: [role], organisationId }) as unknown as Actor;

describe('who files plans, completions and reports', () => {
  it.each(ROLES)('%s', (role) => {
    expect(mayFile(actor(role, 'owner'), project).allowed).toBe(role === 'owner');
    expect(mayFile(actor(role, 'another'), project)).toMatchObject({ allowed: false, code: 'MILESTONE_NOT_OWNER' });
  });
});
