import { allow, deny, hasRole, type Actor, type Verdict } from '#libs/kernel';

/** Milestone plans, completions and reports are filed by people of the project's own owner organisation (§1, §6). */
export const mayFile = (actor: Actor, project: { ownerOrganisationId: string }): Verdict =>
  hasRole(actor, 'owner') && actor.organisationId === project.ownerOrganisationId
    ? allow()
    : deny('MILESTONE_NOT_OWNER', '只有项目单位的填报人可以报送', "Only the owner's own people may file this");
