import swcJest from '@swc/jest';

// Turns packages under node_modules into CommonJS for Jest; see jest.config.mjs for the reason.

const isModule = /^\s*(?:import|export)\b|\bimport\s*(?:\.meta|\()/m;

// ESM packages re-create the names that Jest's function wrapper already hands in; `const` would be a redeclaration.
const redeclared = /^(?:const|let) (?=(?:__dirname|__filename|require)\b)/gm;

export default {
  createTransformer() {
    const swc = swcJest.createTransformer({ swcrc: false, sourceMaps: false, jsc: { target: 'es2022' } });
    return {
      canInstrument: false,
      getCacheKey: (source, path, options) => `${swc.getCacheKey(source, path, options)}1`,
      process(source, path, options) {
        // Already CommonJS: most packages, and the larger ones. Not parsing them saves half of a cold start.
        if (!isModule.test(source)) return { code: source };
        return { code: swc.process(source, path, options).code.replace(redeclared, 'var ') };
      },
    };
  },
};
