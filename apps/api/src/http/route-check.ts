import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { accessOf } from './access.js';

/** Stops the start when a route says neither who may call it nor why everybody may. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (!metatype?.prototype) return [];
      const prototype = metatype.prototype as Record<string, unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name] as object;
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined || accessOf(handler, metatype)) return [];
        const path = String(Reflect.getMetadata(PATH_METADATA, handler));
        return [`${metatype.name}.${name} (${RequestMethod[method]} ${path})`];
      });
    });
    if (undeclared.length > 0)
      throw new Error(`Routes without @Require(…) or @Public('reason'): ${undeclared.join(', ')}`);
  }
}
