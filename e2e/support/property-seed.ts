// Properties are tried on the same histories in every run of `npm test`, so that a change is judged by itself; the
// endurance suite draws new ones and prints the seed of a failure, which becomes a fixture beside the property.
import fc from "fast-check";

fc.configureGlobal({ seed: 20_261_125 });
