// The public record of a consultation: every act in order, as one line each, with its code.
import { ConsultationHeading } from "../consultations/heading.tsx";
import { recordSentence, shortHash } from "../record/entry.tsx";
import type { PageView } from "./view.ts";

export const record: PageView<"record"> = {
  title: ({ consultation }, { t }) => `${t("record.title")} · ${consultation.title}`,
  description: (_, { t }) => t("record.lead"),
  body: ({ consultation, entries }, words) => (
    <div class="column">
      <ConsultationHeading consultation={consultation} title={words.t("record.title")} words={words} />
      <p class="lead">{words.t("record.lead")}</p>
      {entries.length === 0 && <p class="empty">{words.t("record.empty")}</p>}
      <ol class="ledger numbered">
        {entries.map((entry) => (
          <li key={entry.seq} id={`asiento-${entry.seq}`}>
            <span class="seq">
              <span class="unseen">{words.t("record.entry", { number: entry.seq })}</span>
              <span aria-hidden="true">{entry.seq}</span>
            </span>
            <h2>{recordSentence(entry, words)}</h2>
            <p>
              <time datetime={entry.at}>{words.moment(entry.at)}</time>
            </p>
            <p class="small">
              {words.t("record.code")}: <code class="hash">{shortHash(entry.hash)}</code>
            </p>
          </li>
        ))}
      </ol>
    </div>
  ),
};
