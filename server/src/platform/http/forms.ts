// Forms with a file in them (multipart/form-data), read into fields and one text file, within limits.
import Busboy from "@fastify/busboy";
import type { Request } from "express";
import { refuse } from "@pliego/shared/errors.ts";

export interface SentForm {
  readonly fields: Readonly<Record<string, string>>;
  /** The chosen file's bytes; null when no file was chosen. */
  readonly file: { readonly name: string; readonly bytes: Buffer } | null;
}

const mebibyte = 1024 * 1024;

/** Reads a multipart form. Refuses other types, more than `maxBytes` in any part, more than 20 fields. */
export function readForm(req: Request, maxBytes: number = 3 * mebibyte): Promise<SentForm> {
  const type = req.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) refuse("unsupported-type");
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = Object.create(null) as Record<string, string>;
    let file: SentForm["file"] = null;
    const tooBig = () => {
      req.unpipe(form);
      req.resume();
      reject(refusalOf(() => refuse("too-big", { limit: `${Math.floor(maxBytes / mebibyte)} MB` })));
    };
    const broken = () => reject(refusalOf(() => refuse("bad-request")));
    const form = open(req, maxBytes);
    form.on("field", (name: string, value: string, _nameCut: boolean, valueCut: boolean) => {
      if (valueCut) return tooBig();
      fields[name] = value;
    });
    form.on(
      "file",
      (_field: string, stream: NodeJS.ReadableStream & { truncated?: boolean }, name: string) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("limit", tooBig);
        // A part that ends in the middle says so on its own stream; without a listener that would end the process.
        stream.on("error", broken);
        stream.on("end", () => {
          const bytes = Buffer.concat(chunks);
          if (bytes.length > 0) file = { name: name ?? "", bytes };
        });
      },
    );
    form.on("error", broken);
    req.on("error", broken);
    req.on("aborted", broken);
    form.on("finish", () => resolve({ fields, file }));
    req.pipe(form);
  });
}

function open(req: Request, maxBytes: number) {
  try {
    return new Busboy.Busboy({
      headers: { ...req.headers, "content-type": req.headers["content-type"] ?? "" },
      limits: {
        fieldSize: maxBytes,
        fileSize: maxBytes,
        files: 1,
        fields: 20,
        parts: 22,
        fieldNameSize: 100,
      },
    });
  } catch {
    return refuse("bad-request");
  }
}

function refusalOf(refusing: () => never): unknown {
  try {
    return refusing();
  } catch (refusal) {
    return refusal;
  }
}
