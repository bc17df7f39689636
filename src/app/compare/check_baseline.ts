import { readReport } from "../../report/reading/read_report.ts";

/** Reads the run to be compared with before a load is sent in vain; throws a `DataError` where there is none. */
export async function checkBaseline(folder: string): Promise<void> {
  await readReport(folder, { withDetails: false });
}
