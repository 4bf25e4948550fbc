// Cuts what a process prints into lines where the runner does: .NET ends a line at LF, CR LF and also at a lone CR, so a
// carriage return alone is enough to begin a workflow command.

/** A splitter that is fed chunks of bytes and hands on every whole line, without its line end. */
export interface LineSplitter {
  /** Takes the next bytes. */
  push(chunk: Uint8Array): void;
  /** Hands on what is left when the stream has ended; an empty rest is no line. */
  end(): void;
}

/** Lines of UTF-8 text; a byte order mark at the start is dropped, bytes that are no UTF-8 become U+FFFD (as .NET's StreamReader does). */
export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  const take = (text: string, final: boolean): void => {
    rest += text;
    const ends = /\r\n|\n|\r/g;
    let start = 0;
    for (let match = ends.exec(rest); match !== null; match = ends.exec(rest)) {
      // A CR that is the last byte so far may be the first half of a CR LF.
      if (!final && match[0] === "\r" && ends.lastIndex === rest.length) break;
      onLine(rest.slice(start, match.index));
      start = ends.lastIndex;
    }
    rest = rest.slice(start);
    if (final && rest !== "") onLine(rest);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true }), false),
    end: () => take(decoder.decode(), true),
  };
}

/** The lines of a whole text, by the same rule. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
