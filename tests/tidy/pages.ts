/** The written pages: one title each, and links that lead somewhere. */
import { matches, type Project, type Rule } from "./project.ts"

/** The page with its fenced code blanked, so that a shell comment is no title. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "))

const pagesOf = ({ texts }: Project) => [...texts].filter(([path]) => path.endsWith(".md"))

/** The anchor that a heading gets: lower case, marks dropped, spaces as hyphens. */
const anchor = (heading: string) =>
  heading
    .replace(/^#+\s+/, "")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-")

const anchorsOf = (page: string) => [...matches(prose(page), /^#+\s.*$/gm)].map(({ text }) => anchor(text))

export const pageRules: readonly Rule[] = [
  {
    name: "a page has one title",
    *find(project) {
      for (const [file, text] of pagesOf(project)) {
        const titles = [...matches(prose(text), /^# .*$/gm)]
        const fix = "One line that begins with '# ', at the top; the rest are '## '"
        if (titles.length !== 1)
          yield { file, line: titles[1]?.line ?? 1, found: `has ${titles.length} titles`, fix }
      }
    },
  },
  {
    name: "a link leads somewhere",
    *find(project) {
      const exists = (path: string) =>
        project.texts.has(path) ||
        [...project.texts.keys()].some((file) => file.startsWith(`${path.replace(/\/$/, "")}/`))
      for (const [file, text] of pagesOf(project)) {
        for (const { line, text: link } of matches(prose(text), /\]\([^)\s]+\)/g)) {
          const [href, hash] = link.slice(2, -1).split("#")
          if (/^[a-z]+:/.test(href)) continue
          const path = href === "" ? file : new URL(href, `file:///${file}`).pathname.slice(1)
          const page = project.texts.get(path)
          const found = `links to ${link.slice(2, -1)}`
          if (!exists(path)) yield { file, line, found, fix: "There is no such file; mend the path" }
          else if (hash !== undefined && page !== undefined && !anchorsOf(page).includes(hash)) {
            yield {
              file,
              line,
              found,
              fix: `That page has no such heading; it has ${anchorsOf(page).join(", ")}`,
            }
          }
        }
      }
    },
  },
]
