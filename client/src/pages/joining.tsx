// Before somebody joins those who invited her: who began it, where, and that her name will stand with it. The invitation's code
// is in the part of the link that never leaves the browser; the script puts it in the form, and without script it is pasted.
import type { JoiningPage } from "@pliego/shared/pages.ts";
import { routes, signInThen } from "@pliego/shared/routes.ts";
import type { JoiningFacts } from "../branches/invitation-code.live.ts";
import { ConsultationHeading } from "../consultations/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const joining: PageView<"joining"> = {
  title: ({ consultation }, { t }) => `${t("joining.title")} · ${consultation.title}`,
  unlisted: true,
  script: { says: [], knows: ({ branch }): JoiningFacts => ({ branch }) },
  body: (data, words, { viewer }) => {
    const { t } = words;
    const isAnother = viewer != null && !viewer.roles.includes("citizen");
    return (
      <div class="column narrow joining">
        <ConsultationHeading consultation={data.consultation} title={t("joining.title")} words={words} />
        <p class="lead">{t("joining.begunBy", { name: data.begunBy })}</p>
        {!isAnother && (
          <p>
            {viewer === null || viewer === undefined
              ? t("joining.anyName")
              : t("joining.name", { name: viewer.publicName })}{" "}
            {t("joining.private")}
          </p>
        )}
        {data.problem && (
          <Notice kind="stop" id="problem">
            <p>{t(data.problem.message, data.problem.params)}</p>
          </Notice>
        )}
        {isAnother && (
          <Notice kind="needs">
            <p>
              {t("joining.otherAccount")} <a href={words.href(routes.account())}>{t("account.title")}</a>
            </p>
          </Notice>
        )}
        {data.signedOut && <SignInFirst branch={data.branch} words={words} />}
        {!data.signedOut && !isAnother && <Join data={data} words={words} />}
      </div>
    );
  },
};

function SignInFirst({ branch, words: { t, href } }: { readonly branch: string; readonly words: Words }) {
  return (
    <Notice kind="calm">
      <p>
        <a href={href(signInThen(href(routes.branchJoining(branch))))}>{t("joining.signIn")}</a>.{" "}
        {t("joining.signInNote")}
      </p>
      <noscript>
        <p>{t("joining.keepLink")}</p>
      </noscript>
    </Notice>
  );
}

function Join({ data: { branch, problem }, words }: { readonly data: JoiningPage; readonly words: Words }) {
  const { t, href } = words;
  return (
    <form class="form" id="join" method="post" action={href(routes.branchJoining(branch))}>
      <Field
        id="code"
        label={t("joining.code")}
        hint={t("joining.codeHint")}
        errorId={problem === null ? undefined : "problem"}
        prose={false}
        maxlength={500}
        required
      />
      <Button>{t("joining.join")}</Button>
    </form>
  );
}
