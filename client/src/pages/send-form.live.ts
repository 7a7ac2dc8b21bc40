// Sends a form as it would go by itself, and reads the answer: done, refused with its sentence, or not reached.

export type Sent<Answer> =
  | { readonly kind: "done"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly title: string }
  | { readonly kind: "offline" | "failed" };

export async function sendForm<Answer>(form: HTMLFormElement): Promise<Sent<Answer>> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  let answer: Response;
  try {
    answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body });
  } catch {
    return { kind: navigator.onLine ? "failed" : "offline" };
  }
  const type = answer.headers.get("content-type") ?? "";
  if (!type.includes("json")) return { kind: "failed" };
  const said: unknown = await answer.json();
  if (answer.ok) return { kind: "done", answer: said as Answer };
  const { code = "", title = "" } = said as { readonly code?: string; readonly title?: string };
  return { kind: "refused", status: answer.status, code, title };
}
