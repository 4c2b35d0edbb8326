import { ChangeRequest } from './change.entity.js';
import { ProjectFile } from './file.entity.js';
import {
  Policy,
  Project,
  ProjectBudget,
  ProjectCounter,
  ProjectOutput,
  ProjectSearch,
  ProjectTransition,
} from './project.entity.js';

export const projectEntities = [
  Project,
  ProjectBudget,
  ProjectOutput,
  ProjectTransition,
  ProjectCounter,
  ProjectSearch,
  Policy,
  ProjectFile,
  ChangeRequest,
];
