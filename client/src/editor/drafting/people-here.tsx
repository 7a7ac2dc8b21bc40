// "Aquí ahora": the names of who is in the room, each with her initials in the colour of her cursor.
import type { Words } from "../../words.ts";
import { initials, type Person } from "./people.ts";

interface PeopleHereProps {
  /** The name of who looks at the page. */
  readonly me: string;
  /** As peopleIn gives them; her own other windows are not somebody else. */
  readonly others: readonly Person[];
  readonly words: Words;
}

export function PeopleHere({ me, others, words: { t } }: PeopleHereProps) {
  return (
    <>
      <span class="unseen" id="here">
        {t("drafting.here")}
      </span>{" "}
      <ul aria-labelledby="here">
        <li>
          <Avatar name={me} tint={undefined} /> <span class="unseen">{t("drafting.you", { name: me })}</span>
        </li>
        {others
          .filter(({ name }) => name !== me)
          .map(({ name, tint }) => (
            <li key={name}>
              <Avatar name={name} tint={tint} /> <span class="unseen">{name}</span>
            </li>
          ))}
      </ul>
    </>
  );
}

const Avatar = ({ name, tint }: { readonly name: string; readonly tint: number | undefined }) => (
  <span class={tint === undefined ? "avatar" : `avatar tint-${tint}`} aria-hidden="true">
    {initials(name)}
  </span>
);
