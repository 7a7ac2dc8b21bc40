// The kinds of jobs that acts leave behind; handlers.ts says what is done for each.
export const jobKinds = {
  announce: "announce",
  notify: "notify",
  refit: "refit",
  /** The time to take part in a consultation is over. */
  close: "close",
} as const;
