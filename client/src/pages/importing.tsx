// An official brings a document: writes or chooses it, sees how it will read and what to check, and publishes version 1.
// One form carries everything from step to step, so that nothing is lost and nothing needs a script.
import { slugPattern } from "@pliego/shared/consultations/consultations.ts";
import type { ImportPage, ImportPreview } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { PolicyText } from "../text/policy-text.tsx";
import { warningSentence } from "../text/warnings.ts";
import { Button } from "../ui/button.tsx";
import { Field, LongField } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

// As the browser wants it: without the ends, and with the hyphen escaped.
const addressPattern = slugPattern.source.slice(1, -1).replaceAll("-]", String.raw`\-]`);

export const importing: PageView<"importing"> = {
  title: (_, { t }) => t("import.title"),
  unlisted: true,
  body: (data, words) => {
    const { t, href } = words;
    const { problem, preview } = data;
    return (
      <form
        class="form importing"
        method="post"
        action={href(routes.importing())}
        encType="multipart/form-data"
      >
        <header class="opening">
          <h1>{t("import.title")}</h1>
          <p class="lead">{t("import.lead")}</p>
        </header>
        {problem && (
          <Notice kind="stop" id="import-problem">
            <p>{t(problem.message, problem.params)}</p>
          </Notice>
        )}
        {preview && <Preview preview={preview} words={words} title={data.title} />}
        <section class="document">
          {preview && <h2>{t("import.correct")}</h2>}
          <DocumentFields data={data} words={words} />
          <div class="acts">
            <Button kind={preview ? "quiet" : "primary"} name="step" value="preview">
              {t(preview ? "import.reviewAgain" : "import.review")}
            </Button>
          </div>
        </section>
      </form>
    );
  },
};

interface DocumentFieldsProps {
  readonly data: ImportPage;
  readonly words: Words;
}

function DocumentFields({ data, words: { t } }: DocumentFieldsProps) {
  return (
    <>
      <Field
        id="title"
        label={t("import.consultationTitle")}
        hint={t("import.titleHint")}
        value={data.title}
        maxlength={300}
      />
      <Field
        id="slug"
        label={t("import.slug")}
        hint={t("import.slugHint")}
        value={data.slug}
        pattern={addressPattern}
        maxlength={60}
        prose={false}
      />
      <Field
        id="closesAt"
        type="date"
        label={t("import.closesAt")}
        hint={t("import.closesAtHint")}
        value={data.closesAt}
        required
      />
      <Field
        id="file"
        type="file"
        label={t("import.file")}
        hint={t("import.fileHint")}
        accept=".md,.markdown,.txt,text/markdown,text/plain"
        after={<output id="file-read" class="hint" />}
      />
      <LongField
        id="markdown"
        label={t("import.markdown")}
        hint={t("import.markdownHint")}
        value={data.markdown}
        rows={data.markdown === "" ? 12 : 20}
      />
    </>
  );
}

interface PreviewProps {
  readonly preview: ImportPreview;
  readonly title: string;
  readonly words: Words;
}

function Preview({ preview, title, words }: PreviewProps) {
  const { t } = words;
  const { warnings } = preview;
  return (
    <section class="preview">
      <h2>{t("import.previewTitle")}</h2>
      <p>
        {t("import.counts", {
          paragraphs: t("import.paragraphs", { count: preview.blocks }),
          words: t("import.words", { count: preview.words }),
        })}{" "}
        {warnings.length === 0 && t("import.noWarnings")}
      </p>
      {warnings.length > 0 && (
        <Notice kind="needs">
          <h3>{t("import.warnings", { count: warnings.length })}</h3>
          <ul>
            {warnings.map((warning, index) => (
              <li key={index}>{warningSentence(warning, t)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <section class="sheet short" tabIndex={0} aria-label={t("import.previewTitle")}>
        <PolicyText doc={preview.doc} words={words} pageTitle={title} topHeading={3} />
      </section>
      <p>{t("import.publishNote")}</p>
      <div class="acts">
        <Button name="step" value="publish">
          {t("import.publish")}
        </Button>
      </div>
    </section>
  );
}
