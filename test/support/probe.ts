import { Body, Controller, Get, HttpCode, Module, Patch, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import type { Actor } from '#libs/kernel';
import { Database } from '#libs/platform';
import {
  CurrentActor,
  ExpectedVersion,
  IdParam,
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsReference,
  IsWhole,
  IsYuan,
  ListQuery,
  Omittable,
  Public,
  Require,
} from '../../apps/api/src/http/index.js';

/** Controllers that exist only to be asked: what the HTTP layer does must not depend on any domain. */
class Line {
  @IsYuan({ positive: true })
  amount!: bigint;
}

class Everything {
  @IsPlainText({ max: 10 })
  name!: string;

  @IsOptional()
  @IsPlainText({ max: 50, multiline: true })
  remark?: string | null;

  @Omittable()
  @IsCode(/^\d{4}$/)
  code?: string;

  @Omittable()
  @IsYuan()
  amount?: bigint;

  @Omittable()
  @IsDay()
  day?: string;

  @Omittable()
  @IsWhole({ max: 100 })
  count?: number;

  @Omittable()
  @IsReference()
  owner?: string;

  @Omittable()
  @IsOneOf(['a', 'b'])
  kind?: string;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines?: Line[];
}

@Controller('probe')
class ProbeController {
  constructor(private readonly database: Database) {}

  @Post()
  @HttpCode(200)
  @Public('a test')
  echo(@Body() body: Everything): Everything {
    return body;
  }

  @Get()
  @Public('a test')
  list(@Query() query: ListQuery): ListQuery {
    return query;
  }

  @Get('bare')
  @Public('a test')
  bare(): object {
    return { version: 7 };
  }

  @Get('crash')
  @Public('a test')
  crash(): never {
    throw new Error('select secret from credential');
  }

  @Get('broken-sql')
  @Public('a test')
  sql(): Promise<unknown> {
    return this.database.query('select nothing from nowhere');
  }

  @Get(':id')
  @Public('a test')
  one(@IdParam() id: string): { id: string } {
    return { id };
  }

  @Patch(':id')
  @Require('authenticated')
  change(@ExpectedVersion() version: number): { version: number } {
    return { version: version + 1 };
  }

  @Post('once')
  @Require('authenticated')
  once(@CurrentActor() actor: Actor, @Body() body: Everything): Promise<object> {
    return this.database.run(actor, async (tx) => {
      const row = await tx.one<{ n: string }>('select gen_random_uuid()::text as n');
      return { ...row, name: body.name };
    });
  }
}

@Module({ controllers: [ProbeController] })
export class ProbeModule {}
