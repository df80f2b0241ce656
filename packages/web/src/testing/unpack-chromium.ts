// Unpacks the browser that @sparticuz/chromium brings into the temporary folder of this process, which is why it is a process of its own:
// node unpack-chromium.ts, with TMPDIR. chromium-files.ts starts it.

import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { inflate } from "@sparticuz/chromium"

const packed = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..", "bin")
// The libraries are for machines that lack those of a desktop.
const parts = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]
await Promise.all(parts.map((part) => inflate(join(packed, part))))
