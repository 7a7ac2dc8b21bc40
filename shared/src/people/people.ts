// Who acts: the roles and the person that permissions are asked about.

export const roles = ["citizen", "moderator", "official", "admin"] as const;
export type Role = (typeof roles)[number];

/** The signed-in person as every action sees her. Identity comes from the session only. */
export interface Actor {
  readonly id: string;
  readonly publicName: string;
  readonly roles: readonly Role[];
}

/** What a page may know of the person who is looking at it. */
export interface Viewer {
  readonly publicName: string;
  readonly roles: readonly Role[];
}
