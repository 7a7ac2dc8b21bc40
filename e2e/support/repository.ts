// Where the repository is: two folders above the compiled file.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = findUp(dirname(fileURLToPath(import.meta.url)));

function findUp(folder: string): string {
  return existsSync(join(folder, "tsconfig.base.json")) ? folder : findUp(dirname(folder));
}
