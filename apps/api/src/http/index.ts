export { createAdapter } from './adapter.js';
export { configureHttp, type HttpOptions } from './configure.js';
export { clearSessionCookie, setSessionCookie } from './cookie.js';
export { routeNotFound } from './http.errors.js';
export { HttpModule } from './http.module.js';

export { Public, Require } from './access.js';
export { ListQuery } from './list.dto.js';
export { Metrics } from './metrics.js';
export {
  CurrentActor,
  CurrentSession,
  ExpectedVersion,
  OptionalVersion,
  withContentHash,
  type MilepostRequest,
} from './request.js';
export {
  CodeParam,
  IdParam,
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsQueryFlag,
  IsQueryWhole,
  IsReference,
  IsReferences,
  IsSomeOf,
  IsTexts,
  IsWhole,
  IsYuan,
  Omittable,
} from './validation.js';
