// Contributions as a consultation with campaigns gets them: nine in ten are near-copies of a template, each with 5 to 25 % of
// its words changed; the others are honest short ones. Who belongs together is known.
import type { Cluster, Wording } from "../equivalent.ts";
import { type Chance, chanceOf } from "./identity-words.ts";

export interface Contributions {
  /** In random order. */
  readonly wordings: readonly Wording[];
  /** The name of the campaign of each key; an honest one is alone. */
  readonly truth: ReadonlyMap<string, string>;
}

const copies = 0.9;
const targets = ["b1", "b2", "b3", "b1 b2", "b4"];

export function campaignsOf(seed: number, count: number): Contributions {
  const chance = chanceOf(seed);
  const made: { readonly target: string; readonly words: string; readonly group: string }[] = [];
  const templates: { readonly target: string; readonly words: readonly string[] }[] = [];
  for (let left = Math.round(count * copies); left > 0;) {
    const last = templates.at(-1);
    // Some say at another place what the campaign before said.
    const again = last !== undefined && chance.is(0.2);
    const words = again ? last.words : manyWords(chance, chance.between(8, 60));
    const target = again
      ? (targets[(targets.indexOf(last.target) + 1) % targets.length] ?? "")
      : chance.pick(targets);
    const group = `campaign ${templates.length}`;
    templates.push({ target, words });
    // As many small ones as large ones: from 3 to a tenth of all.
    const size = Math.min(left, Math.round(3 * (count / 30) ** chance.next()));
    left -= size;
    for (let copy = 0; copy < size; copy++) made.push({ target, words: nearCopy(words, chance), group });
  }
  while (made.length < count) {
    const { target, words } = chance.pick(templates);
    const own = manyWords(chance, chance.between(4, 14));
    // Some take up a few words of a campaign at the same place.
    const quoted = chance.is(0.25) ? words.slice(0, Math.min(5, Math.floor(words.length / 5))) : [];
    made.push({ target, words: [...quoted, ...own].join(" "), group: `honest ${made.length}` });
  }
  const shuffled = made
    .map((own) => ({ own, at: chance.next() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ own }, at) => ({ ...own, key: `P-${at}` }));
  return {
    wordings: shuffled.map(({ key, target, words }) => ({ key, target, words })),
    truth: new Map(shuffled.map(({ key, group }) => [key, group])),
  };
}

function nearCopy(words: readonly string[], chance: Chance): string {
  const share = 0.05 + 0.2 * chance.next();
  const places = new Map(words.map((_, at) => [at, chance.next()]));
  const changed = new Set(
    [...places]
      .toSorted(([, one], [, other]) => one - other)
      .slice(0, Math.max(1, Math.round(words.length * share)))
      .map(([at]) => at),
  );
  return words
    .flatMap((word, at) => {
      if (!changed.has(at)) return [word];
      const way = chance.next();
      return way < 0.7 ? [aWord(chance)] : way < 0.85 ? [] : [word, aWord(chance)];
    })
    .join(" ");
}

const manyWords = (chance: Chance, length: number): readonly string[] =>
  Array.from({ length }, () => aWord(chance));

/** Two in five are words of every sentence; of the others the first of the list come more often. */
const aWord = (chance: Chance): string =>
  chance.is(0.4)
    ? chance.pick(small)
    : (large[Math.floor(large.length * chance.next() ** 1.5)] ?? chance.pick(large));

export interface Figures {
  readonly contributions: number;
  readonly campaigns: number;
  /** Campaigns of which one cluster has at least nine in ten. */
  readonly found: number;
  readonly clusters: number;
  readonly trueClusters: number;
  /** Of the pairs in one cluster, how many belong together; of those that belong together, how many are in one cluster. */
  readonly precision: number;
  readonly recall: number;
  /** Share of the honest ones that are in a cluster with anyone else. */
  readonly falseFlags: number;
}

export function figuresOf({ truth }: Contributions, clusters: readonly Cluster[]): Figures {
  const sizes = new Map<string, number>();
  for (const group of truth.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const largest = new Map<string, number>();
  let [pairs, right, flagged] = [0, 0, 0];
  for (const { members } of clusters) {
    const parts = new Map<string, number>();
    for (const { key } of members) {
      const group = truth.get(key) ?? "";
      parts.set(group, (parts.get(group) ?? 0) + 1);
      if (members.length > 1 && group.startsWith("honest")) flagged++;
    }
    pairs += pairsOf(members.length);
    for (const [group, size] of parts) {
      right += pairsOf(size);
      largest.set(group, Math.max(size, largest.get(group) ?? 0));
    }
  }
  const campaigns = [...sizes].filter(([group]) => group.startsWith("campaign"));
  const honest = sizes.size - campaigns.length;
  return {
    contributions: truth.size,
    campaigns: campaigns.length,
    found: campaigns.filter(([group, size]) => (largest.get(group) ?? 0) >= 0.9 * size).length,
    clusters: clusters.length,
    trueClusters: sizes.size,
    precision: pairs === 0 ? 1 : right / pairs,
    recall: right / campaigns.reduce((sum, [, size]) => sum + pairsOf(size), 0),
    falseFlags: flagged / Math.max(1, honest),
  };
}

const pairsOf = (size: number): number => (size * (size - 1)) / 2;

const small =
  "de la que el en y a los se del las un por con no una su para al lo como más o sus es este sin sobre todo".split(
    " ",
  );
const large =
  `datos públicos información personas política consulta ciudadanía artículo plazo días hábiles institución autoridad
publicar abiertos acceso formato municipio comunidad servicio derecho presupuesto contrato registro catálogo agua salud escuela
transporte vivienda calle parque barrio seguridad ambiente basura árboles ríos bosque energía tarifa cobro recibo impuesto multa
trámite ventanilla oficina horario teléfono correo portal sistema archivo expediente copia firma solicitud respuesta queja denuncia
inspección auditoría informe indicador meta programa proyecto obra licitación proveedor empresa cooperativa sindicato trabajadores
salario jornada pensión beca estudiantes maestras docentes niñas jóvenes mayores mujeres familias vecinos pueblos indígenas lenguas
traducción lectura pantalla discapacidad rampa banqueta ciclovía autobús metro estación peatones velocidad semáforo estacionamiento
mercado comercio ambulante licencia permiso uso suelo altura edificio patrimonio museo biblioteca cultura deporte cancha alberca
clínica hospital medicinas vacunas médicos urgencias prevención alimentos campo cosecha semillas riego maíz ganado pesca costa playa
turismo hotel artesanas taller capacitación empleo crédito banco ahorro deuda gasto ingreso cuota subsidio padrón beneficiarios
requisitos evaluación comité consejo asamblea votación acta acuerdo sesión transparencia rendición cuentas sanción responsable
funcionario juez tribunal amparo ley reglamento norma decreto anexo párrafo fracción redacción definición glosario vigencia
transitorio reforma iniciativa congreso diputadas senado gobierno secretaría coordinación dirección unidad enlace delegación alcaldía
ayuntamiento cabildo regidora síndico tesorería catastro predial drenaje alcantarilla bache pavimento alumbrado cableado antena
internet red computadora programas licencias código estándar metadatos descarga consulta gráfica mapa coordenadas satélite sensores
medición ruido humo emisiones residuos reciclaje composta envases plástico vidrio papel cartón metales pilas tóxicos laguna pozo
acuífero presa sequía inundación sismo refugio alerta bomberos policía patrulla cámara vigilancia privacidad consentimiento huella
garantizar establecer ampliar reducir eliminar incluir exigir permitir prohibir revisar actualizar explicar justificar entregar
recibir atender resolver notificar convocar participar decidir proponer aprobar rechazar cumplir vigilar corregir proteger conservar
gratuito claro sencillo completo oportuno verificable anual mensual trimestral local federal estatal regional nacional urbano rural`
    .trim()
    .split(/\s+/);
