// What each server-rendered page is given: the contract between server/src/pages and client/src/pages.
import type { Versions } from "./live/announcements.ts";
import type { Phase } from "./consultations/consultations.ts";
import type { Locale, MessageKey, MessageParams } from "./i18n/translate.ts";
import type { Viewer } from "./people/people.ts";
import type { Outcome } from "./decisions/decisions.ts";
import type { NoticeKind } from "./notifications/notices.ts";
import type { ParticipationRule, Verdict } from "./moderation/rules.ts";
import type { Fit, SuggestionState } from "./suggestions/suggestion.ts";
import type {
  BlockChange,
  EditSentence,
  PlaceView,
  RelatedLine,
  SuggestionView,
} from "./suggestions/views.ts";
import type { BlockJSON, DocJSON, ImportWarning } from "./text/types.ts";

/** What surrounds every page. `viewer` is undefined on pages that are the same for everybody and may be cached. */
export interface Frame {
  readonly locale: Locale;
  /** The path without the language prefix, for the link to the other language. */
  readonly path: string;
  readonly siteName: string;
  readonly viewer: Viewer | null | undefined;
  readonly assets: Assets;
  /** True in demonstration mode: a quiet line at the top says so. */
  readonly demonstration: boolean;
}

/** Addresses of the built files, read from the bundler's manifest. */
export interface Assets {
  readonly script: string;
  readonly styles: readonly string[];
  readonly preloads: readonly string[];
}

export interface ConsultationCard {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly institution: string;
  readonly phase: Phase;
  /** ISO instants. */
  readonly opensAt: string;
  readonly closesAt: string;
  /** Calendar days until the deadline; negative when it has passed. */
  readonly daysLeft: number;
  /** Everybody may watch the institution write its next change. */
  readonly watchable?: boolean;
}

export interface RevisionLine {
  readonly number: number;
  readonly hash: string;
  readonly publishedAt: string;
  readonly reason: string;
  readonly madeBy: "import" | "decision" | "institutional";
}

export interface HomePage {
  readonly consultations: readonly ConsultationCard[];
}

export interface ReadingPage {
  readonly consultation: ConsultationCard;
  readonly revision: RevisionLine;
  readonly latestNumber: number;
  readonly doc: DocJSON;
  /** Counts the acts of the consultation: an announcement with a higher number is news to this page. */
  readonly version: number;
  /** People may send suggestions now. */
  readonly open: boolean;
  /** What stands in the margin, by block id; blocks that nobody spoke of are left out. Empty on older versions. */
  readonly margin: Readonly<Record<string, BlockCounts>>;
  /** The newest decisions, at most five, the newest first. */
  readonly decisions: readonly DecisionLine[];
}

export interface BlockCounts {
  /** Published suggestions that wait for a decision. */
  readonly waiting: number;
  readonly decided: number;
}

export interface DecisionLine {
  readonly folio: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly officialName: string;
  readonly at: string;
  /** The version it made; 0 when the text stays. */
  readonly revision: number;
}

/** What a page asks for when somebody taps a paragraph: JSON from routes.blockSheet. */
export interface BlockSheet {
  readonly block: string;
  readonly paragraph: number;
  readonly heading: string;
  readonly open: boolean;
  /** Published ones, those that wait first. */
  readonly suggestions: readonly SuggestionView[];
}

export interface SuggestionsPage {
  readonly consultation: ConsultationCard;
  readonly suggestions: readonly SuggestionView[];
  readonly decisions: readonly DecisionLine[];
}

/** The page of one folio. What is not public yet is shown to its author and to moderators only. */
export interface SuggestionPage {
  readonly consultation: ConsultationCard;
  readonly suggestion: SuggestionView;
  readonly mine: boolean;
  /** Waiting suggestions for the same words or the same place; decided together. */
  readonly competing: readonly RelatedLine[];
  /** Others that say nearly the same at the same place: perhaps equivalent. */
  readonly similar: readonly RelatedLine[];
  /** Its author may still take it back: a form posted to routes.withdrawing(folio). */
  readonly mayWithdraw: boolean;
  readonly decision: DecisionLine | null;
  readonly moderation: ModerationLine | null;
  readonly entries: readonly RecordLine[];
}

export interface ModerationLine {
  readonly verdict: Verdict;
  readonly rule: ParticipationRule | "";
  readonly sentence: string;
  readonly at: string;
}

/**
 * Writing a suggestion. A form with `base`, `block`, `words`, `rationale` and `key` posted to this page's own address;
 * it works without script; a script sends the same form with `Accept: application/json` and gets SentSuggestion or a
 * problem+json.
 */
export interface ProposePage {
  readonly consultation: ConsultationCard;
  readonly block: string;
  readonly paragraph: number;
  readonly heading: string;
  readonly base: number;
  /** The block at the base version, for the editor. */
  readonly original: BlockJSON;
  /** Its words: what the text box starts from, and what changes are marked against. */
  readonly originalWords: string;
  /** What she has written; the same as originalWords at first. */
  readonly words: string;
  readonly rationale: string;
  readonly key: string;
  readonly rationaleLength: { readonly min: number; readonly max: number };
  readonly problem: PageProblem | null;
  /** After a 409: the block's words in the latest version, so that she can adjust hers. */
  readonly current: { readonly base: number; readonly words: string } | null;
}

export interface SentSuggestion {
  readonly folio: string;
  /** Path of its page. */
  readonly page: string;
}

/** The moderation queue: the list, one case in its place in the text, the act. Posted to routes.moderating(folio). */
export interface QueuePage {
  readonly cases: readonly CaseLine[];
  readonly current: { readonly suggestion: SuggestionView; readonly consultation: ConsultationCard } | null;
  readonly rules: readonly { readonly number: number; readonly name: ParticipationRule }[];
  /** What was typed in the form `verdict`, `rule`, `sentence` when it is shown again with a problem. */
  readonly draft: { readonly rule: string; readonly sentence: string };
  readonly problem: PageProblem | null;
  /** The versions of the stream that it follows, by consultation: news after them may be new to its list. */
  readonly since?: Versions;
}

/** The decision desk: the list, one suggestion against the text, the act. Posted to routes.deciding(folio). */
export interface DeskPage {
  readonly cases: readonly CaseLine[];
  readonly current: {
    readonly suggestion: SuggestionView;
    readonly consultation: ConsultationCard;
    readonly latestNumber: number;
    /** The suggestion over the latest text, empty when the text says it already; null when it has no place there. */
    readonly simulated: readonly PlaceView[] | null;
    /** How each of its edits stands against the latest text, one after the other. */
    readonly edits: readonly { readonly fit: Fit; readonly sentence: EditSentence }[];
    /** Waiting suggestions for the same words or the same place, and those that say nearly the same. */
    readonly competing: readonly RelatedLine[];
    readonly similar: readonly RelatedLine[];
    /** Goes back in the form as `shown`: what accepting must give. */
    readonly hash: string;
  } | null;
  /** The decision that somebody else made first. */
  readonly decided: DecisionLine | null;
  /** What was typed in the form `outcome`, `reason` when it is shown again with a problem. */
  readonly draft: { readonly outcome: Outcome | ""; readonly reason: string };
  readonly problem: PageProblem | null;
  /** The versions of the stream that it follows, by consultation: news after them may be new to its list. */
  readonly since?: Versions;
}

/** What a version changed against the one it was made from, or against an earlier one that was asked for (`?desde=N`). */
export interface ChangesPage {
  readonly consultation: ConsultationCard;
  readonly revision: RevisionLine;
  /** Number of the version it is compared with. */
  readonly parent: number;
  /** It was made from that one: its reason says why they differ. */
  readonly direct: boolean;
  /** Folio of the suggestion whose acceptance made it; "" where none did. */
  readonly folio: string;
  readonly changes: readonly BlockChange[];
}

/** A room where people write, as a page opens it. */
export interface WritingRoom {
  /** Where the room's socket is: the y-websocket server address is `serverPath` and the room's name `roomName`. */
  readonly serverPath: string;
  readonly roomName: string;
  readonly mode: "write" | "watch";
  /** Names this making of the room: the browser says it, so that no older making's text comes back into it. */
  readonly epoch: string;
  /** The opaque name under which the browser keeps what this person types there; "" where she only watches. */
  readonly keepAs: string;
}

/**
 * The drafting room: officials write the next institutional change together; others watch where they may. Publishing is a
 * form posted to this page, letting others watch one posted to routes.draftingOpening.
 */
export interface DraftingPage extends WritingRoom {
  readonly consultation: ConsultationCard;
  readonly latestNumber: number;
  /** What is in the room now, for who watches without script; null for who writes. */
  readonly doc: DocJSON | null;
  /** What is in the room and not in the official text yet, as it stood when this page was made; empty for who watches. */
  readonly changes: readonly BlockChange[];
  readonly reasonLength: { readonly min: number; readonly max: number };
  /** What was typed in the form's `reason` when it is shown again with a problem. */
  readonly reason: string;
  readonly problem: PageProblem | null;
}

/** What writing together is, before it begins: a form posted to routes.branchBeginning. */
export interface BranchBeginningPage {
  readonly consultation: ConsultationCard;
  /** The block that it is about at first. */
  readonly block: string;
  readonly paragraph: number;
  readonly heading: string;
}

/**
 * Where the authors of one suggestion write it together. Forms posted to routes.branch (`rationale`: send it),
 * routes.branchInviting (`act`) and routes.branchLeaving.
 */
export interface BranchPage extends WritingRoom {
  readonly consultation: ConsultationCard;
  readonly branch: string;
  readonly latestNumber: number;
  /** What is in the room now, for who has no script. */
  readonly doc: DocJSON;
  readonly changes: readonly BlockChange[];
  /** Public names, whoever began it first. */
  readonly authors: readonly string[];
  readonly mostAuthors: number;
  /** `link` is the whole address of a new invitation, shown once; "" otherwise. */
  readonly invitation: { readonly isOpen: boolean; readonly link: string };
  readonly rationale: string;
  readonly rationaleLength: { readonly min: number; readonly max: number };
  readonly problem: PageProblem | null;
}

/** JSON from routes.branchInviting. */
export interface NewInvitation {
  readonly link: string;
}

/** What somebody who was invited sees before she joins: a form with `code` posted to this page. */
export interface JoiningPage {
  readonly consultation: ConsultationCard;
  readonly branch: string;
  readonly begunBy: string;
  /** She has to sign in first. */
  readonly signedOut: boolean;
  readonly problem: PageProblem | null;
}

export interface CaseLine {
  readonly folio: string;
  readonly consultationTitle: string;
  readonly paragraph: number;
  readonly heading: string;
  readonly authorName: string;
  /** Those who wrote it together with her. */
  readonly coauthors?: readonly string[];
  readonly fit: Fit;
  readonly submittedAt: string;
}

export interface NoticeLine {
  readonly kind: NoticeKind;
  readonly folio: string;
  readonly consultation: string;
  readonly rule: string;
  /** The sentence of a moderator or the reason of an official; "" where there is none. */
  readonly words: string;
  /** Public name of the co-author who did it; "" for what others do. */
  readonly by: string;
  readonly at: string;
}

export interface VersionsPage {
  readonly consultation: ConsultationCard;
  readonly revisions: readonly RevisionLine[];
}

export interface RecordPage {
  readonly consultation: ConsultationCard;
  readonly entries: readonly RecordLine[];
}

export interface RecordLine {
  readonly seq: number;
  readonly type: string;
  readonly object: string;
  readonly at: string;
  readonly hash: string;
}

export interface SignInPage {
  readonly next: string;
  readonly email: string;
  readonly problem: PageProblem | null;
  /** The three accounts of demonstration mode, offered to try; empty in production. */
  readonly demonstrationPeople: readonly {
    readonly email: string;
    readonly password: string;
    readonly role: string;
  }[];
}

export interface AccountPage {
  readonly email: string;
  /** Her own suggestions, the newest first, with the consultation's address. */
  readonly suggestions: readonly (CaseLine & {
    readonly consultation: string;
    readonly state: SuggestionState;
  })[];
  readonly notices: readonly NoticeLine[];
  /** What she writes together with others and has not sent. */
  readonly branches?: readonly BranchLine[];
}

export interface BranchLine {
  readonly branch: string;
  readonly consultationTitle: string;
  readonly authors: readonly string[];
  readonly createdAt: string;
}

export interface ImportPage {
  readonly title: string;
  readonly slug: string;
  readonly markdown: string;
  readonly closesAt: string;
  readonly problem: PageProblem | null;
  readonly preview: ImportPreview | null;
}

export interface ImportPreview {
  readonly doc: DocJSON;
  readonly warnings: readonly ImportWarning[];
  readonly blocks: number;
  readonly words: number;
}

export interface ProblemPage {
  readonly problem: PageProblem;
  /** A form that could not be taken for the moment, with everything that was typed, to be sent again as it is. */
  readonly again?: {
    readonly action: string;
    readonly fields: readonly (readonly [name: string, value: string])[];
  };
  readonly requestId: string;
}

/** A refusal as a page shows it: said in the person's language. */
export interface PageProblem {
  readonly status: number;
  readonly message: MessageKey;
  readonly params: MessageParams;
}

export interface Pages {
  readonly home: HomePage;
  readonly reading: ReadingPage;
  readonly versions: VersionsPage;
  readonly record: RecordPage;
  readonly signIn: SignInPage;
  readonly account: AccountPage;
  readonly importing: ImportPage;
  readonly suggestions: SuggestionsPage;
  readonly suggestion: SuggestionPage;
  readonly propose: ProposePage;
  readonly queue: QueuePage;
  readonly desk: DeskPage;
  readonly changes: ChangesPage;
  readonly drafting: DraftingPage;
  readonly branchBeginning: BranchBeginningPage;
  readonly branch: BranchPage;
  readonly joining: JoiningPage;
  readonly problem: ProblemPage;
}

export type PageName = keyof Pages;

/** Status and the text of one page, as the built renderer gives it: a whole HTML document. */
export type RenderPage = <N extends PageName>(name: N, data: Pages[N], frame: Frame) => string;
