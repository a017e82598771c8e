/** The page as a browser sees it. Requires Chromium: skipped where there is none, unless MESOSCOPE_REQUIRE_CHROMIUM=1. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { renderFits, renderReport } from "../reports/index.ts"
import { attacks, hostileResults, sampleFits, sampleResults } from "../reports/testing/index.ts"

const candidates = [
  process.env["MESOSCOPE_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
]
const executablePath = candidates.find((path) => path !== undefined && existsSync(path))
const required = process.env["MESOSCOPE_REQUIRE_CHROMIUM"] === "1"

test.runIf(required)("Chromium is there", () => {
  expect(executablePath, `none of ${candidates.join(", ")}`).toBeDefined()
})

const widths = [400, 900, 1600]
/** A4 with the margins of the style sheet, at 96 pixels to the inch. */
const paper = 680
const views = (["light", "dark"] as const).flatMap((scheme) => [
  ...widths.map((width) => ({ width, scheme, media: "screen" as const })),
  { width: paper, scheme, media: "print" as const },
])

describe.skipIf(executablePath === undefined)("in Chromium (requires Chromium)", { timeout: 240_000 }, () => {
  let browser: Browser
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-page-"))
  const pages = { sample: "", crowded: "", hostile: "", fits: "" }

  beforeAll(async () => {
    for (const [name, source] of Object.entries({
      sample: await renderReport(sampleResults()),
      crowded: await renderReport(crowded()),
      hostile: await renderReport(hostileResults()),
      fits: await renderFits(sampleFits()),
    })) {
      const path = join(folder, `${name}.html`)
      writeFileSync(path, source)
      pages[name as keyof typeof pages] = pathToFileURL(path).href
    }
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] })
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  test.each(["sample", "crowded", "hostile", "fits"] as const)(
    "the %s page is silent, asks for nothing, and fits every width",
    async (name) => {
      const { page, heard, stolen } = await listened(browser)
      for (const { width, scheme, media } of views) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: scheme, media })
        await page.goto(pages[name], { waitUntil: "load" })
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(wide, `scrolls sideways at ${width} px, ${scheme}, ${media}`).toBeLessThanOrEqual(0)
      }
      expect(heard).toEqual([])
      expect(stolen()).toBe(0)
      await page.close()
    },
  )

  test("hostile names are there as text, and nothing that they would make is", async () => {
    const { page, heard } = await listened(browser)
    await page.goto(pages.hostile)
    const text = String(await page.evaluate("document.body.textContent"))
    for (const attack of attacks.filter(
      (one) => one.length < 200 && /^[\x20-\x7e]+$/.test(one) && one.trim() !== "",
    ))
      expect(text, attack).toContain(attack)
    const foreign = await page.evaluate(
      "document.querySelectorAll('script, img, iframe, object, embed, base, form, input, video, audio, foreignObject, use, image, [onload], [onerror], [style], a:not([href^=\"#\"])').length",
    )
    expect(foreign).toBe(0)
    const outside = await page.evaluate("[...document.querySelectorAll('body > *')].length")
    expect(outside).toBe(1)
    expect(heard).toEqual([])
    await page.close()
  })

  test("a script in the page would not run: the policy is in force", async () => {
    const { page, heard } = await listened(browser)
    await page.goto(pages.sample)
    const allowed = await page.evaluate(`new Promise((done) => {
      document.addEventListener("securitypolicyviolation", () => done(false))
      const script = document.createElement("script")
      script.textContent = "window.ran = true"
      document.body.append(script)
      setTimeout(() => done(window.ran === true), 200)
    })`)
    expect(allowed).toBe(false)
    expect(heard.length).toBeGreaterThan(0)
    await page.close()
  })

  test.each(["sample", "crowded", "hostile", "fits"] as const)(
    "no label of the %s page lies on another or is cut off",
    async (name) => {
      const { page } = await listened(browser)
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(pages[name])
        expect(await page.evaluate(overlaps), `${width} px`).toEqual([])
      }
      await page.close()
    },
  )

  test("figures change their colours in the dark, and show one drawing at a time", async () => {
    const { page } = await listened(browser)
    const paint = async (colorScheme: "light" | "dark", width: number) => {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.goto(pages.sample)
      return page.evaluate(`(() => {
        const shown = [...document.querySelectorAll("#waits svg")].filter((one) => one.getClientRects().length > 0)
        return [shown.length, shown[0].getAttribute("class"), getComputedStyle(shown[0].querySelector("text")).fill]
      })()`)
    }
    expect(await paint("light", 900)).toEqual([1, "drawing wide", "rgb(27, 31, 36)"])
    expect(await paint("dark", 400)).toEqual([1, "drawing narrow", "rgb(233, 231, 227)"])
    await page.close()
  })
})

const crowded = () =>
  sampleResults({
    policies: ["mesos/drf", "mesos/weighted", "mesos/fifo", "mesos/random", "batch/fcfs", "mesos/static"],
    roles: Array.from({ length: 12 }, (_, i) => (i === 4 ? `role-${"long-".repeat(12)}` : `role-${i + 1}`)),
    failures: [["mesos/fifo", 1]],
    bins: 60,
  })

/** A page whose messages, errors and requests are written down. */
async function listened(browser: Browser): Promise<{ page: Page; heard: string[]; stolen: () => number }> {
  const page = await browser.newPage()
  const heard: string[] = []
  let calls = 0
  await page.exposeFunction("stolen", () => calls++)
  page.on("console", (message) => heard.push(`console: ${message.text()}`))
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`))
  page.on("dialog", (dialog) => heard.push(`dialog: ${dialog.message()}`))
  page.on("request", (request) => {
    const url = request.url()
    if (!(url.startsWith("file:") && url.endsWith(".html")) && url !== "data:,") heard.push(`request: ${url}`)
  })
  return { page, heard, stolen: () => calls }
}

/** Runs in the page: pairs of labels of one figure whose boxes share more than a sliver, and labels outside. */
const overlaps = `(() => {
  const found = []
  for (const svg of document.querySelectorAll("svg.drawing")) {
    const frame = svg.getBoundingClientRect()
    if (frame.width === 0) continue
    const boxes = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
    boxes.forEach(({ text, box }, i) => {
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
        found.push(svg.parentNode.id + ": “" + text + "” is cut off")
      for (const other of boxes.slice(i + 1)) {
        const x = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const y = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
        if (x > 2 && y > 4) found.push(svg.parentNode.id + ": “" + text + "” on “" + other.text + "”")
      }
    })
  }
  return found
})()`
