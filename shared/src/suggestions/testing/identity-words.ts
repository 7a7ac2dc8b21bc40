// Words for the identity oracle's histories, and the seeded chance it draws them and everything else with. "unique" never
// gives a word twice in a history; "real" gives words as often as a policy text has them, with the marks that stand on
// them; "small" has eight words.

export interface Chance {
  /** From 0 up to but not 1. */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  readonly is: (probability: number) => boolean;
  /** One of a list that is not empty. */
  readonly pick: <Item>(list: readonly Item[]) => Item;
}

/** The same draws for the same seed, everywhere: mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    is: (probability) => next() < probability,
    pick: (list) => {
      const item = list[between(0, list.length - 1)];
      if (item === undefined) throw new Error("Nothing to pick from");
      return item;
    },
  };
}

export const vocabularies = ["unique", "real", "small"] as const;
export type Vocabulary = (typeof vocabularies)[number];

export interface Words {
  readonly next: () => string;
  /** Letters that a person might change one letter of a word into. */
  readonly letters: () => string;
}

/** The words of one history. */
export function wordsOf(vocabulary: Vocabulary, chance: Chance): Words {
  if (vocabulary === "unique") {
    let count = 0;
    const next = (): string => uniqueWord(count++);
    return { next, letters: () => `q${next()}` };
  }
  const list = vocabulary === "real" ? policyWords : smallWords;
  return { next: () => chance.pick(list), letters: () => chance.pick(alphabet) };
}

const consonants = [..."bcdfglmnprst"];
const vowels = [..."aeiou"];
const syllables = consonants.length * vowels.length;
/** Numbers are stirred by a factor prime to the number of words, so that neighbours are not alike. */
const stir = 7919;

function uniqueWord(count: number): string {
  let rest = (count * stir) % syllables ** 3;
  let word = "";
  for (let part = 0; part < 3; part++) {
    const syllable = rest % syllables;
    word += `${consonants[Math.floor(syllable / vowels.length)] ?? ""}${vowels[syllable % vowels.length] ?? ""}`;
    rest = Math.floor(rest / syllables);
  }
  return word;
}

const alphabet = [..."aeioulnrst"];
const smallWords = ["de", "la", "los", "datos", "y", "el", "público", "se"];

// From the demonstration policy: its preamble and its first articles, without headings and formatting.
const policyWords = `
Las instituciones públicas reúnen datos todos los días: cuántas personas acuden a una clínica, qué
contratos se firman, cuánta agua llega a una presa, por dónde pasa un camión. Esos datos se producen con
recursos públicos y, salvo las excepciones que este documento señala, deben poder consultarse,
descargarse, usarse y compartirse sin pedir permiso. El derecho de acceso a la información, reconocido en
la Constitución Política de los Estados Unidos Mexicanos, permite preguntar y obtener respuesta. La
apertura de datos da un paso más: pone la información a disposición de cualquier persona antes de que
alguien la pida, completa, actualizada y en formatos que una computadora puede leer. Ambos caminos se
complementan y ninguno sustituye al otro. Publicar no basta. Un archivo sin explicación, con cifras
atrasadas o en un formato cerrado sirve de poco a una periodista, a un comité de agua, a una estudiante o
a quien administra un negocio pequeño. Por ello esta política fija plazos, formatos, responsables y
consecuencias, y reconoce que las personas tienen derecho a decir qué datos necesitan y a reclamar cuando
no los encuentran. La apertura tiene límites legítimos. La vida privada, la seguridad de las personas y
los derechos de los pueblos y comunidades indígenas y afromexicanas deben protegerse desde el diseño de
cada conjunto de datos. Con ese equilibrio, la Coordinación Nacional de Datos somete a la opinión de la
ciudadanía el siguiente anteproyecto, que podrá modificarse con las propuestas que se reciban. La presente
política tiene por objeto establecer las reglas para que los entes públicos publiquen, mantengan y mejoren
los datos que generan o resguardan, de modo que cualquier persona pueda usarlos con libertad para
informarse, investigar, participar, emprender, exigir cuentas o resolver problemas de su comunidad.
También define la forma en que la ciudadanía participa en las decisiones sobre qué datos se abren, en qué
orden y con qué calidad. Esta política es obligatoria para las dependencias y entidades de la
administración pública federal, incluidos los fideicomisos públicos, las empresas públicas y los órganos
desconcentrados. Los poderes Legislativo y Judicial, los organismos constitucionales autónomos y los
gobiernos estatales y municipales podrán adherirse en los términos del Capítulo VII. Cuando una persona
física o moral preste un servicio público por concesión, o reciba recursos federales para ejecutar un
programa, el ente público que otorgue la concesión o los recursos incluirá en el instrumento respectivo la
obligación de entregar los datos de esa actividad. En los instrumentos ya firmados, dicha obligación se
incorporará cuando sea posible. Para los efectos de esta política se entiende por: I. Catálogo: el sitio
único en el que se registran y descargan los conjuntos de datos de los entes públicos, disponible en
catalogo.example.org. II. Conjunto de datos: la colección de datos relacionados entre sí, con una
estructura definida, que se publica y actualiza como una unidad. III. Coordinación: la Coordinación
Nacional de Datos. IV. Datos abiertos: los datos digitales de carácter público que son accesibles en
línea, gratuitos, completos, oportunos, legibles por máquina y utilizables por cualquier persona para
cualquier fin lícito. V. Días hábiles: los comprendidos de lunes a viernes, salvo los de descanso
obligatorio y los que el ente público declare inhábiles con anticipación y por escrito. VI. Ente público:
cada una de las instituciones a las que esta política obliga conforme al artículo 2, así como las que se
adhieran a ella. VII. Metadatos: la información que describe un conjunto de datos y permite encontrarlo,
entenderlo y usarlo de forma correcta. Los entes públicos aplicarán esta política conforme a los
principios siguientes: Apertura por defecto: todo dato es público y abierto, salvo que exista una razón
fundada y escrita para no publicarlo. Utilidad: se publica primero aquello que más sirve a las personas,
no aquello que resulta más fácil de publicar. Igualdad: nadie recibe un trato preferente ni un acceso
anticipado a los datos, ni por su actividad ni por su capacidad de pago. Integridad: los datos se entregan
tal como se produjeron, con el mayor detalle que permita la protección de las personas. Participación: las
decisiones sobre la apertura se toman con la ciudadanía y dejan constancia pública. En caso de duda sobre
la interpretación de esta política, se preferirá la opción que favorezca la apertura, siempre que no ponga
en riesgo a persona alguna. Lo que se hizo con el esfuerzo de todas las personas debe poder ser usado por
todas. Corresponde a la autoridad explicar por qué reserva un dato, y no a la ciudadanía justificar por
qué lo pide. Los sistemas informáticos que los entes públicos contraten, desarrollen o renueven deberán
permitir, desde su diseño, la exportación de los datos en los formatos previstos en el artículo 9. No
podrán firmarse contratos que condicionen esa exportación al pago de una cuota o a la autorización del
proveedor. Cuando un ente público decida no abrir un conjunto de datos, publicará en el Catálogo el nombre
del conjunto, el motivo, el fundamento y la fecha en que revisará de nuevo la decisión. Entre una revisión
y otra no podrán transcurrir más de dos años. El Catálogo y el Tablero Abierto deberán poder usarse con
lector de pantalla, solo con el teclado, desde un teléfono y con una conexión lenta. Cumplirán, como
mínimo, el nivel AA de las pautas internacionales de accesibilidad para el contenido web. La descripción
de los conjuntos de datos prioritarios se publicará en español y en lenguaje claro. Cuando los datos se
refieran en forma directa a pueblos o comunidades indígenas, la descripción se publicará también en las
lenguas que en ellos se hablen, en la medida de las posibilidades de cada ente público. Los nombres de
lugares, personas y lenguas se conservarán con todos sus signos y caracteres. Ningún sistema podrá
sustituir, omitir ni simplificar las grafías propias de las lenguas indígenas. Cada ente público elaborará
un inventario de todos los conjuntos de datos que genera o resguarda, estén o no publicados. El inventario
se publicará en el Catálogo y se actualizará al menos cada seis meses. Para cada conjunto de datos, el
inventario indicará el nombre, el contenido y el área que lo produce; la fecha desde la cual existen
registros y el soporte en el que se encuentran, incluido el papel; si contiene datos personales o
información que deba excluirse, y en qué parte, y la fecha prevista para su publicación o, en su caso, el
motivo por el que no se publicará. A más tardar el último día hábil de enero, cada ente público publicará
un plan anual de apertura con los conjuntos de datos que se compromete a publicar o mejorar durante el
año, el trimestre en que lo hará y la persona responsable. Antes de aprobarlo, el ente público pondrá el
proyecto a consulta de la ciudadanía durante un mínimo de quince días hábiles. Responderá por escrito a
las propuestas recibidas, en forma individual o agrupada, y explicará por qué acepta o rechaza cada una.
`
  .trim()
  .split(/\s+/);
