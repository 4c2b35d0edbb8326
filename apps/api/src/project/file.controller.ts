import { Controller, Delete, Get, Headers, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#libs/kernel';
import { ProjectFiles } from '#libs/project';
import { CurrentActor, IdParam, Require, withContentHash, type MilepostRequest } from '../http/index.js';
import { sendFile } from './file.download.js';
import { readUpload } from './file.upload.js';
import { FileDeletedResponse, FileListResponse, FileResponse } from './project.responses.js';

@ApiTags('files')
@Controller()
export class FileController {
  constructor(private readonly files: ProjectFiles) {}

  /** Documents and evidence of a project. */
  @Get('projects/:id/files')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<FileListResponse> {
    return this.files.list(actor, id) as never;
  }

  /** Uploads one file, at most 100 MB; its type is found from its content. The field `kind` comes before the file. */
  @Post('projects/:id/files')
  @Require('owner', 'reviewer', 'approver')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['kind', 'file'],
      properties: {
        kind: { type: 'string', example: 'feasibility' },
        file: { type: 'string', format: 'binary' },
      },
    },
  })
  async upload(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Req() request: MilepostRequest,
  ): Promise<FileResponse> {
    const { kind, name, content } = await readUpload(request);
    const stored = await this.files.receive(actor, id, { name, content });
    return this.files.attach(withContentHash(actor, `${kind} ${stored.sha256}`), id, { kind, name, stored }) as never;
  }

  /** The content, streamed; `Range: bytes=…` is honoured. */
  @Get('files/:id')
  @Require('authenticated')
  @ApiProduces('application/octet-stream')
  async download(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Headers('range') range: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.files.get(actor, id);
    await sendFile(reply, file, range, (bytes) => this.files.open(file, bytes));
  }

  /** Only while the project is a draft. */
  @Delete('files/:id')
  @Require('owner')
  remove(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<FileDeletedResponse> {
    return this.files.remove(actor, id);
  }
}
