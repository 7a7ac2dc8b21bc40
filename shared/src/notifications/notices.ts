// What people are told about their own words.

export const noticeKinds = [
  "suggestion-published",
  "suggestion-hidden",
  "suggestion-accepted",
  "suggestion-rejected",
  "suggestion-needs-you",
  "suggestion-withdrawn",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];
