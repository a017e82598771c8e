/** What the file system, gzip and zstd say, as errors that the owner of a trace understands. */
import { TraceError } from "./trace-error.ts"

export function fileProblem(file: string, found: string, expected: string, fix: string): TraceError {
  return new TraceError({ file, found, expected, fix })
}

/** fzstd's codes are numbers from 0 (invalid data) to 5 (the data ends early). */
const zstdEndsEarly = 5

/** The TraceError that `error` stands for; an error that is none of the file's comes back as it is. */
export function asTraceError(error: unknown, file: string): unknown {
  if (error instanceof TraceError) return error
  switch ((error as { code?: unknown }).code) {
    case "ENOENT":
      return fileProblem(
        file,
        "there is no such file",
        "a trace is a file, a folder or `-`",
        "Check the path.",
      )
    case "ERR_INVALID_ARG_VALUE":
      return fileProblem(file, "the path holds a NUL", "a path is text", "Check the path.")
    case "EISDIR":
      return fileProblem(file, "this is a folder", "a file is needed here", "Name the files in it, in order.")
    case "ENOTDIR":
      return fileProblem(
        file,
        "a part of the path is no folder",
        "a path leads through folders",
        "Check the path.",
      )
    case "ELOOP":
      return fileProblem(file, "symbolic links lead in a circle", "a link leads to a file", "Mend the link.")
    case "EACCES":
      return fileProblem(
        file,
        "the file may not be read",
        "a trace must be readable",
        "Check its permissions.",
      )
    case "Z_BUF_ERROR":
      return fileProblem(file, "the gzip data ends early", "a trace is whole", "Fetch the file again.")
    case "Z_DATA_ERROR":
      return fileProblem(file, "the gzip data is damaged", "a trace unpacks", "Fetch the file again.")
    case zstdEndsEarly:
      return fileProblem(file, "the zstd data ends early", "a trace is whole", "Fetch the file again.")
    case 0:
    case 2:
    case 3:
    case 4:
      return fileProblem(file, "the zstd data is damaged", "a trace unpacks", "Fetch the file again.")
    case 1:
      return fileProblem(
        file,
        "the zstd window is larger than 32 MiB",
        "zstd without --long=26 or more is read",
        "Pack it anew, or unpack it first.",
      )
    default:
      return error
  }
}
