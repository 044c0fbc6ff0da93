/** Pictures of the controls, drawn for this page: 24 × 24, strokes in the colour of the text. */

const line = (d: string): string =>
  `<path d="${d}" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`;

export const ICONS = {
  bolt: `<path d="M13.5 2.5 5 13.5h5.5L9.5 21.5 19 10h-6z" fill="currentColor"/>`,
  search: line("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20 20"),
  close: line("M6 6l12 12M18 6 6 18"),
  back: line("M14.5 5.5 8 12l6.5 6.5"),
  car: line("M4 16v-3.5l2-5.5h12l2 5.5V16M4 12.5h16M3.5 16h17v2.5h-3V16M6.5 16v2.5h-3V16"),
  clock: line("M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2"),
  coin: line("M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM14.8 8.8a3.6 3.6 0 1 0 0 6.4M8 11h5M8 13h5"),
  building: line("M5 20.5V4.5h9v16M14 9.5h5v11M3 20.5h18M8 8.5h3M8 12.5h3M8 16.5h3"),
  phone: line("M6 4h3.5l1.5 4.5-2 1.5a10 10 0 0 0 5 5l1.5-2 4.5 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z"),
  pin: line("M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z"),
  link: line("M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"),
  route: line("M12 3 21 12l-9 9-9-9zM9 14v-2.5h5M12 9.5l2 2-2 2"),
  lock: line("M6.5 11h11v9h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"),
  check: line("M5 12.5l4.5 4.5L19 7.5"),
  cross: line("M6.5 6.5l11 11M17.5 6.5l-11 11"),
  question: line("M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.1"),
  filter: line("M4 7h16M7 12h10M10 17h4"),
  card: line("M3.5 6.5h17v11h-17zM3.5 10.5h17M6.5 14.5h4"),
  parking: line("M5 4.5h14v15H5zM10 16.5v-9h2.8a2.7 2.7 0 0 1 0 5.4H10"),
  source: line("M4.5 6.5c0-1.4 3.4-2.5 7.5-2.5s7.5 1.1 7.5 2.5S16.1 9 12 9 4.5 7.9 4.5 6.5zM4.5 6.5v11c0 1.4 3.4 2.5 7.5 2.5s7.5-1.1 7.5-2.5v-11M4.5 12c0 1.4 3.4 2.5 7.5 2.5s7.5-1.1 7.5-2.5"),
} as const;
