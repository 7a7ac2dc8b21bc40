// Signing in with e-mail and password. What was typed stays; in demonstration mode three accounts are offered to try.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { SignInPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

const invitations: Readonly<Record<string, MessageKey>> = {
  citizen: "signIn.as.citizen",
  moderator: "signIn.as.moderator",
  official: "signIn.as.official",
  admin: "signIn.as.admin",
};

export const signIn: PageView<"signIn"> = {
  title: (_, { t }) => t("signIn.title"),
  unlisted: true,
  body: ({ next, email, problem, demonstrationPeople }, words) => {
    const { t, href } = words;
    const errorId = problem === null ? undefined : "sign-in-problem";
    return (
      <div class="column narrow">
        <header class="opening">
          <h1>{t("signIn.title")}</h1>
          <p class="lead">{t("signIn.lead")}</p>
        </header>
        <form class="form" method="post" action={href(routes.signIn())}>
          {problem && (
            <Notice kind="stop" id="sign-in-problem">
              <p>{t(problem.message, problem.params)}</p>
            </Notice>
          )}
          <input type="hidden" name="next" value={next} />
          <Field
            id="email"
            type="email"
            label={t("signIn.email")}
            value={email}
            errorId={errorId}
            autocomplete="username"
            prose={false}
            required
          />
          <Field
            id="password"
            type="password"
            label={t("signIn.password")}
            errorId={errorId}
            autocomplete="current-password"
            required
          />
          <Button>{t("signIn.submit")}</Button>
        </form>
        <DemonstrationPeople people={demonstrationPeople} next={next} words={words} />
      </div>
    );
  },
};

interface DemonstrationPeopleProps {
  readonly people: SignInPage["demonstrationPeople"];
  readonly next: string;
  readonly words: Words;
}

function DemonstrationPeople({ people, next, words }: DemonstrationPeopleProps) {
  if (people.length === 0) return null;
  return (
    <section class="try">
      <h2>{words.t("signIn.demoTitle")}</h2>
      <p>{words.t("signIn.demoLead")}</p>
      <ul>
        {people.map(({ email, password, role }) => (
          <li key={email}>
            <form method="post" action={words.href(routes.signIn())}>
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="password" value={password} />
              <Button kind="quiet">{words.t(invitations[role] ?? "signIn.submit")}</Button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
