// Characters that no policy text carries: controls, and those that turn the direction of what others wrote. Rule T5.

/** Refused in words; a line feed or a tab may stand in code. */
export const forbiddenInWords =
  /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Surrogate}/u;
/** Refused in addresses, labels, titles and other attributes. */
export const forbiddenInAttributes =
  /\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Surrogate}/u;
/** What browsers skip, or people do not see, inside an address. */
export const ignoredInAddresses = /[\p{Cc}\u0020\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
