/** The name of the file that holds a whole run. */
export const RUN_NAME = "run.json";
