// Where llhttp may differ from us, and why that is right. An entry looks at our
// reading of the messages, at their bytes, and at the difference in words.
const kExcuses = [
  {
    why: 'llhttp refuses HTTP/1.2 and above, which count as 1.1 (RFC 9110, 2.5)',
    applies: ({ bytes, difference }) =>
      difference.endsWith('Invalid HTTP version') && / HTTP\/1\.[2-9]\r\n/.test(bytes),
  },
  {
    why: 'llhttp refuses methods that it has no number for; we answer 501, or know them',
    applies: ({ messages, difference, llhttp }) =>
      /Invalid method|Expected space after method/.test(difference) &&
      messages.some(({ method }) => !llhttp.knows(method)),
  },
  {
    why: 'llhttp takes a tab behind "chunked", "close" and a length for a part of it (RFC 9110, 5.5)',
    applies: ({ bytes, difference }) =>
      /Transfer-Encoding|Content-Length|^content: ours .* llhttp's ""$|^after the last message|^keepAlive: ours false/.test(difference) &&
      /\n(Transfer-Encoding:[ \t]*chunked|Content-Length:[ \t]*[0-9]+|Connection:[^\r\n]*close) *\t[ \t]*\r\n/i.test(bytes),
  },
  {
    why: 'llhttp refuses white space in chunk extensions, which recipients must remove (RFC 9112, 7.1.1)',
    applies: ({ bytes, difference }) =>
      / in chunk (size|extension)/.test(difference) && /\r\n[0-9A-Fa-f]+[^\r\n]*[ \t][^\r\n]*\r\n/.test(bytes),
  },
  {
    why: 'llhttp refuses a chunk extension behind one with a value (RFC 9112, 7.1.1)',
    applies: ({ bytes, difference }) =>
      difference.endsWith('in chunk size') && /\r\n[0-9A-Fa-f]+;[^\r\n]*=[^\r\n]*;/.test(bytes),
  },
  {
    why: 'llhttp refuses a backslash in the quoted value of a chunk extension (RFC 9110, 5.6.4)',
    applies: ({ bytes, difference }) =>
      difference.endsWith('chunk extensions quoted value') && /;[^\r\n]*"[^\r\n]*\\/.test(bytes),
  },
  {
    why: 'llhttp keeps an HTTP/1.0 connection that asks for both keep-alive and close; we close (RFC 9112, 9.3)',
    applies: ({ messages, bytes, difference }) =>
      difference.startsWith("keepAlive: ours false, llhttp's true") &&
      messages.at(-1).version === '1.0' && /close/i.test(bytes),
  },
];

// Why a difference is none to worry about; undefined when it is one.
export function excuse(found) {
  return kExcuses.find(({ applies }) => applies(found))?.why;
}
