/** Names the module that tests start the program with. */
export const TEST_PROGRAM_VARIABLE = "STREAMGAUGE_TEST_PROGRAM";
