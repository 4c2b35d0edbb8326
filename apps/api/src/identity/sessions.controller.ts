import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { clearSessionCookie, CurrentActor, CurrentSession, Public, Require, setSessionCookie } from '../http/index.js';
import { LoginBody, MeAnswer, SessionOpened, SessionsAnswer } from './identity.dto.js';

@Controller()
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  /** Log in. Fails with one text for every cause; five failures lock the name for 15 minutes (429). */
  @Post('sessions')
  @Public('logging in')
  @ApiUnauthorizedResponse({ description: 'LOGIN_FAILED, whatever the cause' })
  async login(
    @Body() { username, password, organisationId }: LoginBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionOpened> {
    const client = { requestId: request.id, address: request.ip, userAgent: request.headers['user-agent'] };
    const opened = await this.sessions.login({ username, password, organisationId }, client);
    setSessionCookie(reply, opened.token);
    return opened;
  }

  /** Log out. */
  @Delete('sessions/current')
  @HttpCode(204)
  @Require('authenticated')
  async logout(
    @CurrentActor() actor: Actor,
    @CurrentSession() sessionId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(actor, sessionId);
    clearSessionCookie(reply);
  }

  /** The caller's own open sessions. */
  @Get('sessions')
  @Require('authenticated')
  async own(@CurrentActor() actor: Actor, @CurrentSession() sessionId: string): Promise<SessionsAnswer> {
    return { items: await this.sessions.own(actor, sessionId), nextCursor: null };
  }

  /** Person, organisation acted in, roles held there, and what they see. */
  @Get('me')
  @Require('authenticated')
  me(@CurrentActor() actor: Actor): Promise<MeAnswer> {
    return this.sessions.me(actor);
  }
}
