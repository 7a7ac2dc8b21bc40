// Where each role does its work, for the menu of the site and the account page.
import type { Role } from "@pliego/shared/people/people.ts";
import { routes } from "@pliego/shared/routes.ts";
import type { Words } from "../words.ts";

export interface WorkLink {
  readonly role: Role;
  readonly label: string;
  readonly href: string;
}

export const workLinks = ({ t, href }: Words): readonly WorkLink[] => [
  { role: "moderator", label: t("queue.title"), href: href(routes.queue()) },
  { role: "official", label: t("desk.title"), href: href(routes.desk()) },
];
