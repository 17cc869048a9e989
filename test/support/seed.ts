// SEED repeats what a property test has failed on: fast-check prints the seed of a failure.
const { SEED } = process.env;

if (SEED !== undefined) {
  const { default: fc } = await import("fast-check");
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(SEED) });
}

export {};
