import fc from "fast-check";

/** `fast-check` with a fixed seed: the same examples each time, so that a test fails for a change and not by chance. */
fc.configureGlobal({ seed: 20_260_101 });

export { fc };
