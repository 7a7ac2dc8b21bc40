// passport, wired: who may sign in with what, and who a session belongs to.
import passportModule, { type PassportStatic } from "passport";
import { Strategy as LocalStrategy } from "passport-local";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { refuse } from "@pliego/shared/errors.ts";
import { signInForm } from "@pliego/shared/people/contracts.ts";
import type { Context } from "../platform/context.ts";
import { parse } from "../platform/http/edge.ts";
import { checkPassword, findActor } from "./actions.ts";

const guessesPerWindow = 10;
const windowMinutes = 15;

/** An authenticator of its own per server: nothing is shared between two servers in one process. */
export function makePassport(ctx: Context): PassportStatic {
  const passport = new passportModule.Passport() as PassportStatic;
  const guesses = new RateLimiterMemory({ points: guessesPerWindow, duration: windowMinutes * 60 });
  passport.use(
    new LocalStrategy(
      { usernameField: "email", passwordField: "password", passReqToCallback: true },
      (req, _email, _password, done) => {
        signIn(req.body, req.ip ?? "").then(
          (actor) => done(null, actor),
          (error: unknown) => done(error),
        );
      },
    ),
  );
  async function signIn(body: unknown, address: string) {
    const { email, password } = parse(signInForm, body);
    // Counted per account and address, so that a stranger's guesses do not lock the owner out.
    const door = `${email}|${address}`;
    if (
      !(await guesses.consume(door).then(
        () => true,
        () => false,
      ))
    )
      refuse("too-many", { minutes: windowMinutes });
    const actor = await checkPassword(ctx, email, password);
    await guesses.delete(door);
    return actor;
  }
  passport.serializeUser((actor, done) => done(null, actor.id));
  passport.deserializeUser((id: string, done) => {
    findActor(ctx, id).then(
      (actor) => done(null, actor ?? false),
      (error: unknown) => done(error),
    );
  });
  return passport;
}
