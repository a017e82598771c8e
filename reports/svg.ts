/**
 * Vega's SVG made small and safe: only elements and attributes that draw, numbers to a tenth of a pixel, groups that
 * do nothing removed, ids that are unique on a page and the same in every drawing. Whatever is not on the lists does not get through.
 */
import { colour } from "./theme.ts"

const elements = new Set(
  "svg g path line rect circle text tspan defs clipPath linearGradient stop pattern".split(" "),
)
const attributes = new Set(
  (
    "d transform x y x1 x2 y1 y2 cx cy r width height fill stroke opacity fill-opacity stroke-opacity stroke-width " +
    "stroke-dasharray stroke-linecap stroke-linejoin clip-path id offset stop-color gradientUnits text-anchor " +
    "dx dy font-size font-weight shape-rendering patternUnits patternTransform xmlns viewBox"
  ).split(" "),
)
/** What these say is what is drawn without them. */
const defaults: Readonly<Record<string, string>> = {
  opacity: "1",
  "stroke-width": "1",
  "font-weight": "normal",
  "text-anchor": "start",
}
const numeric = new Set("d transform x y x1 x2 y1 y2 width height viewBox".split(" "))

const token = /<(?<close>\/?)(?<name>[\w:]+)(?<rest>(?:\s+[\w:-]+="[^"]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/g

/** The drawing inside the root element, with its size. `id` is put before every id. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly body: string
}

export function readDrawing(svg: string, id: string): Drawing {
  let body = ""
  let [width, height] = [0, 0]
  let hatched = false
  /** Vega counts its ids from one drawing to the next; here each drawing counts its own. */
  const ids = new Map<string, string>()
  const rename = (name: string) => {
    const known = ids.get(name) ?? `${id}-${ids.size + 1}`
    ids.set(name, known)
    return known
  }
  /** For each open group whether it was written. */
  const groups: boolean[] = []
  for (const { groups: part = {} } of svg.matchAll(token)) {
    const { close, name, rest, empty, text } = part
    if (text !== undefined) {
      body += text
    } else if (!elements.has(name)) {
      throw new Error(`A figure may not contain <${name}>.`)
    } else if (close === "/") {
      const written = name !== "g" || (groups.pop() ?? false)
      if (written && name !== "svg") body += `</${name}>`
    } else {
      const kept = keptAttributes(rest, rename)
      if (name === "svg") {
        ;[width, height] = [Number(kept.get("width")), Number(kept.get("height"))]
        continue
      }
      if (empty === "/" && drawsNothing(name, kept)) continue
      if (kept.get("fill") === colour.offered) {
        hatched = true
        kept.set("fill", `url(#${id}-hatch)`)
      }
      const written = name !== "g" || empty === "/" || kept.size > 0
      if (name === "g" && empty !== "/") groups.push(written)
      if (written)
        body += `<${name}${[...kept].map(([key, value]) => ` ${key}="${value}"`).join("")}${empty}>`
    }
  }
  return { width, height, body: (hatched ? hatchPattern(id) : "") + body }
}

function keptAttributes(rest: string, rename: (id: string) => string): Map<string, string> {
  const kept = new Map<string, string>()
  for (const [, key, value] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (!attributes.has(key) || defaults[key] === value || value === "transparent") continue
    if (key === "id") kept.set(key, rename(value))
    else if (value.includes("url("))
      kept.set(
        key,
        value.replace(/url\(#([\w-]+)\)/g, (_, name: string) => `url(#${rename(name)})`),
      )
    else if (key === "transform" && /^translate\(0,\s?0\)$/.test(value)) continue
    else if (key === "d") kept.set(key, shortPath(rounded(value)))
    else kept.set(key, numeric.has(key) ? rounded(value) : value.replace(/^(\d+)px$/, "$1"))
  }
  return kept
}

function drawsNothing(name: string, kept: Map<string, string>): boolean {
  if (name === "g") return true
  if (name !== "path") return false
  const painted = (key: string) => (kept.get(key) ?? "none") !== "none"
  return (kept.get("d") ?? "") === "" || (!painted("fill") && !painted("stroke"))
}

const rounded = (value: string) =>
  value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10))

/** A path of straight lines with no point twice, and with H and V where only one coordinate changes. */
function shortPath(d: string): string {
  if (!/^[\d.,MLZ-]+$/.test(d)) return d
  let short = ""
  let [px, py] = ["", ""]
  for (const [, command, x, y] of d.matchAll(/([MLZ])(?:(-?[\d.]+),(-?[\d.]+))?/g)) {
    if (command === "Z") short += "Z"
    else if (command === "M") short += `M${x},${y}`
    else if (x === px && y === py) continue
    else if (x === px) short += `V${y}`
    else short += y === py ? `H${x}` : `L${x},${y}`
    ;[px, py] = command === "Z" ? ["", ""] : [x, y]
  }
  return short
}

function hatchPattern(id: string): string {
  return (
    `<defs><pattern id="${id}-hatch" patternUnits="userSpaceOnUse" width="5" height="5" patternTransform="rotate(45)">` +
    `<path d="M0,0V5" stroke="${colour.hatch}" stroke-width="2.4"/></pattern></defs>`
  )
}
