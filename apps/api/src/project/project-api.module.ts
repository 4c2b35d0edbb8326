import { Module } from '@nestjs/common';
import { ProjectModule } from '#libs/project';
import { ChangeController } from './change.controller.js';
import { FileController } from './file.controller.js';
import { ProjectController } from './project.controller.js';

@Module({ imports: [ProjectModule], controllers: [ProjectController, ChangeController, FileController] })
export class ProjectApiModule {}
