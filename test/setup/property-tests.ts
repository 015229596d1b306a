import * as fc from "fast-check";

// The same examples in every run, so that a test that passed here passes in CI; HILUM_TEST_SEED tries others.
fc.configureGlobal({ seed: Number(process.env["HILUM_TEST_SEED"] ?? 5) });
