export { identityEntities } from './identity.entity.js';
export { IdentityErrors } from './identity.errors.js';
export { IdentityModule } from './identity.module.js';
export {
  Organisations,
  type NewOrganisation,
  type Organisation,
  type OrganisationFilter,
  type PersonRef,
} from './organisations.service.js';
export { hashPassword } from './passwords.js';
export { People, type NewPerson } from './people.service.js';
export { regionLoader, Regions, type Region, type RegionNode } from './regions.js';
export {
  Sessions,
  type Client,
  type Credentials,
  type OpenedSession,
  type Profile,
  type SessionView,
} from './sessions.service.js';
