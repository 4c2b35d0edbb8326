/** Injection token of the kernel's Clock: `constructor(@Inject(CLOCK) clock: Clock)`. */
export const CLOCK = Symbol('CLOCK');
