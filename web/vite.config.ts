import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { outlines } from "./outlines.ts";
import { defineConfig, type Plugin } from "vite";

/** Relative to web/: the page is part of the Python package. */
const OUT = "../src/plugdex/web";

const MAPLIBRE = fileURLToPath(new URL("node_modules/maplibre-gl/src", import.meta.url));

/**
 * The URL of MapLibre's worker, built in one go with the page.
 *
 * The published bundles of page and worker hold the same 100 kB twice; from its sources both
 * share one chunk.
 */
function mapWorker(): Plugin {
  const name = "virtual:map-worker";
  return {
    name: "map-worker",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const chunk = this.emitFile({ type: "chunk", id: `${MAPLIBRE}/source/worker.ts`, name: "map-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${chunk};`;
    },
  };
}

/** The addresses of the world's outlines, as files that MapLibre reads beside the page's thread. */
function world(): Plugin {
  const name = "virtual:world";
  return {
    name: "world",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const lines = Object.entries(outlines()).map(([part, collection]) => {
        const file = this.emitFile({ type: "asset", name: `${part}.json`, source: JSON.stringify(collection) });
        return `export const ${part} = import.meta.ROLLUP_FILE_URL_${file};`;
      });
      return lines.join("\n");
    },
  };
}

/** Store what shrinks compressed, and only so: the server unpacks it for the rare client. */
function compressed(): Plugin {
  return {
    name: "compressed",
    closeBundle() {
      const folder = fileURLToPath(new URL(`${OUT}/assets/`, import.meta.url));
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css|json|svg)$/.test(name)) continue;
        writeFileSync(`${folder}${name}.gz`, gzipSync(readFileSync(folder + name), { level: 9 }));
        rmSync(folder + name);
      }
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [mapWorker(), world(), compressed()],
  resolve: { alias: [{ find: /^maplibre-gl$/, replacement: `${MAPLIBRE}/index.ts` }] },
  // MapLibre declares fields that its base classes have set already
  oxc: { assumptions: { setPublicClassFields: true }, typescript: { removeClassFieldsWithoutInitializer: true } },
  build: {
    outDir: OUT,
    license: { fileName: "licenses.md" },
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0, // the content policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
