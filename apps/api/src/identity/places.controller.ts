import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Organisations, Regions } from '#libs/identity';
import { CurrentActor, Require } from '../http/index.js';
import { OrganisationPage, OrganisationQuery, RegionQuery, RegionsAnswer } from './identity.dto.js';

@Controller()
export class PlacesController {
  constructor(
    private readonly regions: Regions,
    private readonly organisations: Organisations,
  ) {}

  /** The tree of regions, or those right below one. */
  @Get('regions')
  @Require('authenticated')
  listRegions(@Query() { parent }: RegionQuery): RegionsAnswer {
    return { items: parent ? [...this.regions.childrenOf(parent)] : [this.regions.tree()], nextCursor: null };
  }

  /** The directory of departments and project owners. */
  @Get('organisations')
  @Require('authenticated')
  listOrganisations(@CurrentActor() actor: Actor, @Query() query: OrganisationQuery): Promise<OrganisationPage> {
    return this.organisations.list(actor, query);
  }
}
