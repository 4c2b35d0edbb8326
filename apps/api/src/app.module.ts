import { Module } from '@nestjs/common';
import { PlatformModule } from '#libs/platform';
import { HttpModule } from './http/http.module.js';

/** One line per domain: each brings its lib and its controllers. */
@Module({
  imports: [PlatformModule, HttpModule],
})
export class AppModule {}
