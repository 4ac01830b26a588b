// llhttp, as undici carries it in WebAssembly, as a function from bytes to messages.
import { createRequire } from 'node:module';
import path from 'node:path';

const kRequest = 1;
const kPausedUpgrade = 22;

export class Llhttp {
  #wasm;
  #methods;
  #messages;
  #message;

  // `undici` is the path of its main file.
  static async load(undici) {
    const file = path.join(path.dirname(undici), 'lib/llhttp/llhttp-wasm.js');
    const binary = createRequire(undici)(file);
    const parser = new Llhttp();
    const module = typeof binary === 'string' ? Buffer.from(binary, 'base64') : binary;
    parser.#wasm = (await WebAssembly.instantiate(module, { env: parser.#callbacks() })).instance.exports;
    const { METHODS } = createRequire(undici)(path.join(path.dirname(undici), 'lib/llhttp/constants.js'));
    parser.#methods = new Set(Object.keys(METHODS));
    return parser;
  }

  // Whether it has a number for that method.
  knows(method) {
    return this.#methods.has(method);
  }

  // One connection that receives these bytes and no more.
  read(bytes) {
    const { llhttp_alloc, llhttp_free, malloc, free, memory } = this.#wasm;
    this.#messages = [];
    this.#message = undefined;
    const parser = llhttp_alloc(kRequest);
    const at = malloc(Math.max(bytes.length, 1));
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    const error = this.#execute(parser, at, at + bytes.length);
    free(at);
    llhttp_free(parser);
    return { messages: this.#messages, error, unfinished: this.#message !== undefined };
  }

  // An upgrade that is offered pauses llhttp. We never take one, so it goes on.
  #execute(parser, begin, end) {
    const { llhttp_execute, llhttp_get_error_pos, llhttp_resume_after_upgrade, llhttp_get_error_reason } = this.#wasm;
    for (let at = begin; at < end; at = llhttp_get_error_pos(parser)) {
      const status = llhttp_execute(parser, at, end - at);
      if (status === 0) return '';
      if (status !== kPausedUpgrade) return this.#cString(llhttp_get_error_reason(parser)) || `error ${status}`;
      llhttp_resume_after_upgrade(parser);
    }
    return '';
  }

  #cString(at) {
    const memory = new Uint8Array(this.#wasm.memory.buffer);
    let end = at;
    while (memory[end] !== 0) ++end;
    return this.#text(at, end - at);
  }

  #text(at, size) {
    return Buffer.from(new Uint8Array(this.#wasm.memory.buffer, at, size)).toString('latin1');
  }

  #callbacks() {
    const field = (index) => (parser, at, size) => {
      const { fields, state } = this.#message;
      if (index === 0 && state.value) fields.push(['', '']);
      state.value = index === 1;
      if (fields.length === 0) fields.push(['', '']);
      fields.at(-1)[index] += this.#text(at, size);
      return 0;
    };
    return {
      wasm_on_message_begin: () => {
        this.#message = { target: '', fields: [], content: '', state: { value: false, head: true } };
        return 0;
      },
      wasm_on_url: (parser, at, size) => {
        this.#message.target += this.#text(at, size);
        return 0;
      },
      wasm_on_status: () => 0,
      wasm_on_header_field: (...all) => (this.#message.state.head ? field(0)(...all) : 0),  // not of trailers
      wasm_on_header_value: (...all) => (this.#message.state.head ? field(1)(...all) : 0),
      wasm_on_headers_complete: (parser) => {
        const { llhttp_get_method, llhttp_method_name, llhttp_get_http_major, llhttp_get_http_minor } = this.#wasm;
        this.#message.state.head = false;
        this.#message.method = this.#cString(llhttp_method_name(llhttp_get_method(parser)));
        this.#message.version = `${llhttp_get_http_major(parser)}.${llhttp_get_http_minor(parser)}`;
        this.#message.keepAlive = this.#wasm.llhttp_should_keep_alive(parser) !== 0;
        return 0;
      },
      wasm_on_body: (parser, at, size) => {
        this.#message.content += this.#text(at, size);
        return 0;
      },
      wasm_on_message_complete: () => {
        // It leaves the white space behind values to its caller.
        for (const field of this.#message.fields) field[1] = field[1].replace(/[ \t]+$/, '');
        this.#messages.push(this.#message);
        this.#message = undefined;
        return 0;
      },
    };
  }
}
