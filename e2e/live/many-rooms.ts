// What the server with many rooms (live-server.ts) holds: who may write there, how its rooms are called, their text.

export const official = { email: "dictaminadora@pliego.example", password: "una contraseña larga de prueba" };
export const roomSlug = (nth: number): string => `sala-${nth}`;

/** A small policy with what policies have: headings, articles, a list, a table, marks, accents, another script. */
export const policy = `# Norma de prueba

## Capítulo I. Del objeto

Los entes **publicarán** sus datos en un plazo *razonable*, según el [artículo 3](https://pliego.example/3).

1. Los datos serán gratuitos.
2. Los datos serán oportunos: ¿también los de añadidura? 👩🏽‍⚖️

| Dato | Plazo |
| --- | --- |
| Presupuesto | un mes |

> La información pública es de todos. עברית

Los sujetos obligados responderán.
`;
