// verify-record [CONSULTATION]: recomputes the chain of the public record, and what its entries are bound to, and names
// the first entry that does not fit.
import { parseArgs } from "node:util";
import { allConsultations } from "../consultations/actions.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { counted } from "./amounts.ts";
import { institution, UsageError, type Command } from "./command.ts";

export const verifyRecordCommand: Command = {
  usage: "verify-record [CONSULTATION]",
  purpose:
    "recomputes the public record of one consultation, or of all, and names the first entry that does not fit",
  async run(ctx, words) {
    const { positionals: named } = parseArgs({ args: [...words], allowPositionals: true });
    const all = await allConsultations(ctx, institution);
    if (all.length === 0)
      throw new Error("There is no consultation to verify: are DATA_DIR and MONGODB_URI right?");
    const chosen = named.length === 0 ? all : all.filter((consultation) => named.includes(consultation.slug));
    if (chosen.length < named.length) throw new UsageError("There is no such consultation.");
    let faults = 0;
    for (const consultation of chosen) {
      const verdict = await verifyRecord(ctx, consultation._id, contentOf);
      if (verdict.holds) {
        const entries = counted(verdict.entries, "entry", "entries");
        console.log(`${consultation.slug}: ${entries}, all fit; head ${verdict.head}`);
      } else {
        faults += 1;
        console.log(`${consultation.slug}: entry ${verdict.seq} does not fit (${verdict.fault})`);
      }
    }
    return faults === 0 ? 0 : 1;
  },
};
