/**
 * One look for all figures and the page. Figures are drawn in the light colours; the page's style sheet turns each of
 * these very values into its dark partner, so every colour below stands for one thing only.
 */
import type { Config } from "vega-lite"

interface Shade {
  readonly light: string
  readonly dark: string
}

const shade = (light: string, dark: string): Shade => ({ light, dark })

/** Policies: Okabe and Ito's colour-blind-safe set (2008), its two palest a little darker to stand out on white. */
const policyShades = [
  shade("#0072b2", "#4da6e0"),
  shade("#d55e00", "#f28a45"),
  shade("#009e73", "#2ec79c"),
  shade("#cc79a7", "#e6a3c8"),
  shade("#c78c00", "#efbf4b"),
  shade("#3399d6", "#a3d8f7"),
  shade("#7a6a55", "#c9b79c"),
  shade("#4d4d57", "#d4d4de"),
]

/** Roles: Paul Tol's muted set (2021), also colour-blind-safe, and unlike the policies' colours. */
const roleShades = [
  shade("#88ccee", "#88ccef"),
  shade("#cc6677", "#d67c8c"),
  shade("#ddcc77", "#ddcc78"),
  shade("#117733", "#3f9a5c"),
  shade("#332288", "#7d70d9"),
  shade("#aa4499", "#c46bb5"),
  shade("#44aa99", "#45ab9a"),
  shade("#b5b8bd", "#767b84"),
]

const inks = {
  ink: shade("#1b1f24", "#e9e7e3"),
  muted: shade("#57606a", "#a4abb6"),
  axis: shade("#8c959f", "#6b727d"),
  grid: shade("#e6e8ec", "#2b3038"),
  zone: shade("#eef0f4", "#262b33"),
  paper: shade("#ffffff", "#15181d"),
  /** Less than entitled to. */
  under: shade("#d1495b", "#f0707f"),
  /** More than entitled to. */
  over: shade("#b9c0c9", "#59616d"),
  entitlement: shade("#6a737d", "#b1b8c2"),
  capacity: shade("#000000", "#ffffff"),
  /** Waiting although it fits; waiting because nothing has room. */
  fits: shade("#e9a23b", "#f2b75a"),
  noRoom: shade("#5b6ea8", "#8c9fdb"),
  /** Stands for hatching: replaced by a pattern when the figure is drawn. */
  offered: shade("#fefdfc", "#fefdfc"),
  hatch: shade("#6f7882", "#9aa2ad"),
} as const

export const colour = Object.fromEntries(
  Object.entries(inks).map(([name, { light }]) => [name, light]),
) as Readonly<Record<keyof typeof inks, string>>

/** The colour of the `index`-th policy of the experiment, the same in every figure. */
export const policyColour = (index: number) => policyShades[index % policyShades.length].light
export const policyShape = (index: number) => shapes[index % shapes.length]
export const roleColour = (index: number) => roleShades[index % roleShades.length].light
/** The last of the roles' colours is for all others together. */
export const othersColour = roleShades[roleShades.length - 1].light
export const roleColours = roleShades.length - 1

const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke", "arrow"]

/** Every colour that changes in the dark. */
export const darkPairs: readonly Shade[] = [
  ...policyShades,
  ...roleShades,
  ...Object.values(inks).filter(({ light, dark }) => light !== dark),
]

export const fontFamily = "DejaVu Sans"
export const labelSize = 11
export const titleSize = 12

/** What a figure is drawn for: a page of paper or a desk, or a telephone. */
export interface Layout {
  readonly width: number
  readonly narrow: boolean
}

export const wide: Layout = { width: 840, narrow: false }
export const narrow: Layout = { width: 360, narrow: true }

export const vegaConfig: Config = {
  aria: false,
  font: fontFamily,
  padding: 4,
  background: "transparent",
  view: { stroke: null },
  concat: { spacing: 24 },
  axis: {
    labelFontSize: labelSize,
    labelColor: colour.muted,
    labelLimit: 0,
    labelFlush: false,
    titleFontSize: labelSize,
    titleFontWeight: "normal",
    titleColor: colour.muted,
    titleLimit: 0,
    titlePadding: 8,
    domainColor: colour.axis,
    tickColor: colour.axis,
    tickSize: 4,
    gridColor: colour.grid,
    labelPadding: 4,
  },
  axisY: { domain: false, ticks: false },
  axisX: { grid: false },
  legend: {
    orient: "top",
    direction: "horizontal",
    title: null,
    labelFontSize: labelSize,
    labelColor: colour.ink,
    labelLimit: 0,
    symbolSize: 110,
    symbolStrokeWidth: 2,
    columnPadding: 16,
    rowPadding: 4,
    offset: 12,
  },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: titleSize,
    fontWeight: "bold",
    color: colour.ink,
    limit: 0,
    offset: 8,
  },
  text: { fontSize: labelSize, color: colour.ink },
  line: { strokeWidth: 1.8, strokeJoin: "round" },
  rule: { strokeWidth: 1.5 },
}
