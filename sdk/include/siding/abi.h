/* siding/abi.h - the boundary between a Siding host and a plugin library.
 *
 * Pure C11, no dependency. The comments are the specification.
 *
 * Frozen: a plugin that was built against minor n of major 1 runs on every host of major 1 whose
 * minor is n or later. Within a major nothing here changes its place, number or meaning; structs and
 * tables grow at the end, new abilities are new tables. The major is in the name of the entry symbol.
 *
 * Words:   a *request* is answered exactly once; a *scope* is a request, or a
 *          piece of background work, to which operations belong; an *op* is one
 *          asynchronous operation whose memory the plugin owns.
 * Threads: every function carries a tag.
 *   [init]        the thread that runs init or shutdown; it may block
 *   [scope]       inside a callback of that scope. Callbacks of one scope never
 *                 overlap (each happens-before the next), on any thread
 *   [work]        a worker thread; may block; not serialised with anything
 *   [any-thread]  any thread, also one that the plugin started
 *
 * Structs are size-prefixed: whoever makes one sets `size` to its sizeof, a reader treats what lies
 * beyond as absent, and the host refuses one that is smaller than it was in 1.0 (SIDING_E_INVALID).
 * Flags and reserved members are 0 unless said otherwise; the host refuses others in an op and a
 * response, and ignores flags of handlers that it does not know. Arrays of structs carry a stride, a
 * multiple of 8. Strings are pointer and length, never NUL-terminated. All pointers are valid during
 * the call only, unless said otherwise. No function throws; none may be left by longjmp. The numbers
 * of layout hold where pointers have 64 bits.
 */
#ifndef SIDING_ABI_H
#define SIDING_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SIDING_MAGIC 0x474E4453u /* "SDNG", little endian */
#define SIDING_ABI_MAJOR 1
#define SIDING_ABI_MINOR 0

/* ---- results ------------------------------------------------------------- */

#define SIDING_OK 0            /* done, or started: `done` follows exactly once */
#define SIDING_RAN 1           /* offload, read, write: it has happened already, no `done` follows */
#define SIDING_END 2           /* read: the content is over. Returned at once: no `done` follows */
#define SIDING_E_INVALID -1    /* an argument is out of range, or the handle is stale */
#define SIDING_E_CANCELLED -2  /* op_cancel, or the scope was closed */
#define SIDING_E_GONE -3       /* the client has left */
#define SIDING_E_DEADLINE -4   /* the route's timeout has passed */
#define SIDING_E_DRAINING -5   /* the host is stopping */
#define SIDING_E_OVERLOADED -6 /* a bounded queue is full */
#define SIDING_E_MODE -7       /* the route's mode does not allow it: offload from `async` */
#define SIDING_E_ANSWERED -8   /* the request has its answer already */
#define SIDING_E_SYSTEM -9     /* the operating system refused; errno is left as it was */
#define SIDING_E_CONTENT -10   /* the request's content was malformed, cut short, too large or too slow */

/* ---- modes, levels, kinds ------------------------------------------------ */

#define SIDING_MODE_SYNC 1u    /* may block: every callback runs on a worker */
#define SIDING_MODE_ASYNC 2u   /* never blocks, never offloads: runs on an event loop */
#define SIDING_MODE_OFFLOAD 4u /* never blocks outside offload: runs on an event loop */

#define SIDING_LOG_TRACE 0u
#define SIDING_LOG_DEBUG 1u
#define SIDING_LOG_INFO 2u
#define SIDING_LOG_WARN 3u
#define SIDING_LOG_ERROR 4u
#define SIDING_LOG_CRITICAL 5u

#define SIDING_KIND_HTTP 1u

#define SIDING_HANDLER_STREAMS_BODY 1u /* flag: accepts `body: stream` */

typedef struct siding_str {
  const char* data;
  uint64_t size; /* bytes */
} siding_str;

typedef struct siding_field {
  siding_str name;
  siding_str value;
} siding_field;

/* Filled by the callee that fails: one sentence, cut at the end of `text`. */
typedef struct siding_error {
  uint32_t size;
  uint32_t length; /* bytes used of `text` */
  char text[1016];
} siding_error;

typedef struct siding_host siding_host;
typedef struct siding_scope siding_scope;     /* opaque */
typedef struct siding_request siding_request; /* opaque handle, checked on every use */
typedef struct siding_value siding_value;     /* opaque: a node of configuration */
typedef struct siding_watch siding_watch;     /* opaque: a watched descriptor */

/* ---- operations ---------------------------------------------------------- */

/* One asynchronous operation, usually in a coroutine frame. The plugin fills
 * `size`, `flags` (0), `done` and `user`, and keeps the op where it is from the
 * call that starts it until `done` is called. The host owns `flags` and `host` meanwhile; `flags`
 * is 0 again when `done` is called.
 *
 * Started (SIDING_OK): `done` comes exactly once, later, never from inside the
 * call that started it, serialised with the other callbacks of its scope.
 * Refused (negative) or SIDING_RAN: `done` never comes.
 *
 * `result` is SIDING_OK, a negative code, or what the operation says of it.
 * The op may be reused or freed from inside `done`. */
typedef struct siding_op siding_op;
struct siding_op {
  uint32_t size;
  uint32_t flags;
  void (*done)(siding_op* op, int32_t result); /* [scope] */
  void* user;
  uint64_t host[8];
};

/* ---- request and response ------------------------------------------------ */

#define SIDING_LENGTH_UNKNOWN UINT64_MAX

/* What is known of a request. Lives until `respond`, `fail` or `finish` returns. */
typedef struct siding_head {
  uint32_t size;
  uint32_t mode;         /* the one that it runs in: SIDING_MODE_ */
  uint32_t http_version; /* 10 or 11 */
  uint32_t field_count;
  uint32_t field_stride; /* bytes from one siding_field to the next */
  uint32_t param_count;
  siding_str method;
  siding_str target;          /* as received */
  siding_str path;            /* the target's path, not decoded */
  siding_str query;           /* without '?', not decoded */
  const siding_field* fields; /* in the order received; names as received */
  const siding_field* params; /* path parameters, percent-decoded; stride as for fields */
  siding_str body;            /* the whole content; empty on a route with `body: stream` */
  siding_str id;              /* request id, as in the log */
  siding_str peer;            /* the client's address, "192.0.2.1:5000" */
  siding_str route;           /* the route's name */
  uint64_t deadline_ns;       /* CLOCK_MONOTONIC, when the route's timeout ends, as at the start; 0 = never */
  uint64_t content_length;    /* bytes of the content as announced; SIDING_LENGTH_UNKNOWN when chunked */
} siding_head;

#define SIDING_BODY_COPY 0u    /* the host copies before respond returns */
#define SIDING_BODY_STATIC 1u  /* lives as long as the library */
#define SIDING_BODY_RELEASE 2u /* lives until the host calls `release`, exactly once */

typedef struct siding_response {
  uint32_t size;
  uint32_t status; /* 200 to 599 */
  uint32_t field_count;
  uint32_t field_stride;
  const siding_field* fields; /* copied. Content-Length, Transfer-Encoding, Connection, Date
                                 belong to the host: giving one is SIDING_E_INVALID */
  siding_str body;
  uint32_t body_kind;          /* SIDING_BODY_ */
  uint32_t reserved;           /* 0 */
  void (*release)(void* user); /* [any-thread]; not called when respond refuses */
  void* release_user;
} siding_response;

/* ---- siding.core/1: what every host has ---------------------------------- */

#define SIDING_CORE_1 "siding.core/1"

#define SIDING_FAIL_PUBLIC 1u /* flag: the client may read the text too */

typedef struct siding_core_v1 {
  uint32_t size;
  uint32_t reserved;

  /* The lowest level that is written: a plugin need not format below it. [any-thread] */
  uint32_t (*log_level)(const siding_host* host);
  /* One line under `plugin.NAME`, with the request's id when scope is a request's.
   * scope may be NULL. [any-thread] */
  void (*log)(const siding_host* host, siding_scope* scope, uint32_t level, siding_str text);

  /* NULL when the request has its answer. [any-thread] */
  const siding_head* (*head)(siding_request* request);
  /* The first field of that name, any case. SIDING_OK, or SIDING_E_INVALID when absent. [any-thread] */
  int32_t (*header)(siding_request* request, siding_str name, siding_str* value);
  /* The request as a scope; NULL when it has its answer. Lives as long as the request,
   * and as long as ops of it are pending. [any-thread] */
  siding_scope* (*scope)(siding_request* request);

  /* 0, or why the scope is cancelled: SIDING_E_GONE, _DEADLINE, _DRAINING, _CANCELLED. [any-thread] */
  int32_t (*cancelled)(siding_scope* scope);

  /* Exactly one of the next two (or `finish` of siding.stream/1), once, for every started request, also
   * for a cancelled one.
   * SIDING_OK, or SIDING_E_ANSWERED, or SIDING_E_INVALID: the status, a name, or a value can't
   * be sent (the request then still waits for its answer). [any-thread] */
  int32_t (*respond)(siding_request* request, const siding_response* response);
  /* Answers `status` (400 to 599; anything else becomes 500) with a problem document.
   * `text` goes to the log, and to the client only with SIDING_FAIL_PUBLIC. [any-thread] */
  int32_t (*fail)(siding_request* request, uint32_t status, uint32_t flags, siding_str text);

  /* Done with SIDING_OK at `deadline_ns` of CLOCK_MONOTONIC, or early with the reason when
   * the scope is cancelled. Refused with the reason on a cancelled scope. [any-thread] */
  int32_t (*sleep_until)(siding_scope* scope, siding_op* op, uint64_t deadline_ns);

  /* Runs work(argument) on a worker [work], then done. On a worker it runs at once: SIDING_RAN.
   * Works on a cancelled scope too, so that clean-up can block.
   * SIDING_E_MODE from an `async` route, SIDING_E_OVERLOADED when the pool's queue is full.
   * [any-thread] */
  int32_t (*offload)(siding_scope* scope, siding_op* op, void (*work)(void* argument), void* argument);

  /* Done with the reason when the scope is cancelled, or with SIDING_OK when the request was
   * answered (or op_cancel was called) before that. On a cancelled scope: refused with the
   * reason. [any-thread] */
  int32_t (*on_cancel)(siding_scope* scope, siding_op* op);

  /* Done with SIDING_OK as soon as the scope is free: the way back from a foreign thread. Never
   * refused on a live scope. [any-thread] */
  int32_t (*post)(siding_scope* scope, siding_op* op);

  /* Asks a pending op of this scope to be done now, with SIDING_E_CANCELLED (SIDING_OK for
   * on_cancel). Without effect on an op whose work is running or whose `done` is on its way;
   * `done` comes exactly once in every case. [scope] */
  void (*op_cancel)(siding_scope* scope, siding_op* op);

  /* A scope for background work, on one of the host's loops. It is cancelled with
   * SIDING_E_DRAINING when the host stops. Offload is allowed, to the default pool.
   * `name` shows in the log. SIDING_OK, or SIDING_E_DRAINING. [any-thread] */
  int32_t (*scope_open)(const siding_host* host, siding_str name, siding_scope** scope);
  /* No op may be started on it after this; pending ones are done with SIDING_E_CANCELLED. [any-thread] */
  void (*scope_close)(siding_scope* scope);
} siding_core_v1;

/* ---- siding.config/1: typed reading of a plugin's YAML ------------------- */

#define SIDING_CONFIG_1 "siding.config/1"

#define SIDING_VALUE_NULL 0u
#define SIDING_VALUE_BOOL 1u
#define SIDING_VALUE_INT 2u
#define SIDING_VALUE_DOUBLE 3u
#define SIDING_VALUE_STRING 4u
#define SIDING_VALUE_LIST 5u
#define SIDING_VALUE_MAP 6u

/* All of it is [any-thread]. A plugin's config lives until shutdown has returned, a route's
 * settings until route_free has. The as_ functions return SIDING_OK, or SIDING_E_INVALID
 * when the value is of another type or out of range, and leave *out alone then. */
typedef struct siding_config_v1 {
  uint32_t size;
  uint32_t reserved;
  uint32_t (*type)(const siding_value* value);
  const siding_value* (*find)(const siding_value* map, siding_str key); /* NULL when absent */
  uint64_t (*count)(const siding_value* list_or_map);                   /* 0 for scalars */
  /* Element i of a list, or of a map with its key. NULL beyond the end; key may be NULL. */
  const siding_value* (*at)(const siding_value* list_or_map, uint64_t i, siding_str* key);
  int32_t (*as_bool)(const siding_value* value, uint32_t* out);
  int32_t (*as_int)(const siding_value* value, int64_t* out);
  int32_t (*as_double)(const siding_value* value, double* out); /* an int is one too */
  int32_t (*as_string)(const siding_value* value, siding_str* out);
  int32_t (*as_duration)(const siding_value* value, int64_t* out_ns); /* "300ms", "3s", "5m" */
  int32_t (*as_bytes)(const siding_value* value, uint64_t* out);      /* "64KiB", "1MiB" */
  siding_str (*json)(const siding_value* value);                      /* the whole below it */
  siding_str (*place)(const siding_value* value);                     /* "routes.yaml:12:5", for messages */
} siding_config_v1;

/* ---- siding.fd/1: readiness of descriptors -------------------------------- */

#define SIDING_FD_1 "siding.fd/1"

#define SIDING_FD_READ 1u
#define SIDING_FD_WRITE 2u
#define SIDING_FD_ERROR 4u /* reported without being asked for */

typedef struct siding_fd_v1 {
  uint32_t size;
  uint32_t reserved;
  /* Watches a socket, pipe or other pollable descriptor, which stays the plugin's.
   * SIDING_E_INVALID for regular files, SIDING_E_SYSTEM when out of descriptors. [any-thread] */
  int32_t (*open)(siding_scope* scope, int32_t fd, siding_watch** watch);
  /* The library has changed its socket (libpq does). No wait may be pending. [scope] */
  int32_t (*rebind)(siding_watch* watch, int32_t fd);
  /* Done with the SIDING_FD_ events that are ready (> 0), or a negative reason. One wait at a
   * time. Refused with the reason on a cancelled scope. [scope] */
  int32_t (*wait)(siding_watch* watch, siding_op* op, uint32_t events);
  /* Before close(2) on the descriptor, and before the request is answered. A pending wait is
   * done with SIDING_E_CANCELLED. [scope] */
  void (*close)(siding_watch* watch);
} siding_fd_v1;

/* ---- siding.stream/1: content as it comes, responses as they are made ------ */

#define SIDING_STREAM_1 "siding.stream/1"

/* Reading works on every request; `body: stream` on the route makes the handler start before its
 * content has arrived. At most 64 KiB wait in the host for the plugin, then the client has to wait.
 *
 * A response is given whole by core.respond, or in pieces: begin, any number of writes, finish.
 * `begin` does not end the request: its views live until `finish` or `fail` returns. After `begin`
 * core.fail aborts: the text goes to the log, and the connection ends so that the client can tell;
 * core.respond is SIDING_E_INVALID. At most 64 KiB of small writes wait in the host for the client.
 *
 * Cancellation. When the client has left, everything here fails with SIDING_E_GONE. The route's
 * timeout holds until `begin`; on a route with `body: stream` it starts again with each piece that
 * arrives. When the host begins to drain, the scope of a request that has begun its response is
 * cancelled with SIDING_E_DRAINING, but its reads and writes go on: it should come to its end.
 * A response that has no content (to HEAD; 204, 304) is complete with `begin`: the scope is then
 * cancelled with SIDING_E_GONE. An answer is owed in every case.
 *
 * The functions with `_wait` hold the calling thread: for a worker (mode `sync`, offload) or a thread
 * of the plugin. SIDING_E_MODE on an event loop. They need no other thread of a pool. */
typedef struct siding_stream_v1 {
  uint32_t size;
  uint32_t reserved;

  /* The next piece of the content. SIDING_RAN: *piece is set. SIDING_OK: `done` follows, with
   * SIDING_OK and *piece set, or SIDING_END, or a reason. SIDING_END: there is no more. One read at
   * a time (else SIDING_E_INVALID). The bytes live until the next read begins, or the request ends;
   * `piece` itself until `done`. op_cancel: SIDING_E_CANCELLED, no content is lost. The first one
   * lets a client that expects it have its 100 (Continue). [any-thread] */
  int32_t (*read)(siding_request* request, siding_op* op, siding_str* piece);
  /* The same, waiting: SIDING_OK and *piece set, SIDING_END, or a reason. [work] */
  int32_t (*read_wait)(siding_request* request, siding_str* piece);

  /* The response's head leaves now. `head` is as for respond, without body and release. `length` is
   * that of the content, or SIDING_LENGTH_UNKNOWN: chunked then, or up to the end of the connection
   * for HTTP/1.0. Results as of respond. [any-thread] */
  int32_t (*begin)(siding_request* request, const siding_response* head, uint64_t length);
  /* More content. SIDING_RAN: taken, write on. SIDING_OK: `done` follows when the client may have
   * more; until then the bytes stay where they are, and no other write may begin (SIDING_E_INVALID).
   * Also SIDING_E_INVALID, and nothing of it sent: it would go beyond `length`, or before begin.
   * op_cancel gives the response up, as half of it may be sent: SIDING_E_CANCELLED, and only finish
   * or fail is left to call. [any-thread] */
  int32_t (*write)(siding_request* request, siding_op* op, siding_str bytes);
  /* The same, waiting: SIDING_OK when the bytes are no longer needed, or a reason. [work] */
  int32_t (*write_wait)(siding_request* request, siding_str bytes);
  /* The response is complete; in the place of respond. SIDING_OK; SIDING_E_INVALID when nothing was
   * begun or a write is pending (the request then still waits for its end); SIDING_E_CONTENT when
   * `length` was not reached: the response is aborted and the request over. [any-thread] */
  int32_t (*finish)(siding_request* request);
} siding_stream_v1;

/* ---- what a plugin exports ------------------------------------------------ */

struct siding_host {
  uint32_t size;
  uint32_t abi_minor;
  siding_str version; /* of the host, for messages */
  /* The table of that versioned name, alive as long as the process; NULL when this host does
   * not have it. [any-thread] */
  const void* (*get_extension)(const siding_host* host, siding_str name);
};

typedef struct siding_handler {
  uint32_t size;
  uint32_t kind;  /* SIDING_KIND_; an unknown one is refused at load */
  uint32_t modes; /* all that it supports, SIDING_MODE_ or'ed; SYNC is added by the host */
  uint32_t mode;  /* the one used when routes.yaml names none */
  uint32_t flags; /* SIDING_HANDLER_ */
  uint32_t reserved;
  siding_str name;
  siding_str metadata; /* JSON object for OpenAPI, or empty */
  /* Checks and keeps the `settings` of one route (NULL when it has none). May be NULL itself:
   * settings are refused then. SIDING_OK, or negative with *error filled. [init] */
  int32_t (*route_new)(void* instance, const siding_value* settings, void** route, siding_error* error);
  void (*route_free)(void* instance, void* route); /* [init]; may be NULL */
  /* Handles one request; route is what route_new made, or NULL. One call serves all modes: the
   * mode is the host's choice of the thread. [scope] */
  void (*start)(void* instance, void* route, siding_request* request);
} siding_handler;

typedef struct siding_entry {
  uint32_t size;
  uint32_t magic;          /* SIDING_MAGIC */
  uint32_t abi_minor;      /* of the header that it was built with */
  uint32_t min_host_minor; /* the least that it runs on */
  siding_str build;        /* compiler and flags: informative, never enforced */
  uint32_t handler_count;
  uint32_t handler_stride;
  const siding_handler* handlers;
  /* Makes the one instance. config is the plugin's own part of the YAML, or NULL.
   * SIDING_OK, or negative with *error filled. [init] */
  int32_t (*init)(const siding_host* host, const siding_value* config, void** instance, siding_error* error);
  const void* (*get_extension)(void* instance, siding_str name); /* [any-thread]; may be NULL */
  /* Once, when no callback runs and none can follow. [init] */
  void (*shutdown)(void* instance);
} siding_entry;

#if defined(__GNUC__)
#define SIDING_EXPORT __attribute__((visibility("default")))
#else
#define SIDING_EXPORT
#endif

/* The one symbol that a plugin exports. */
extern SIDING_EXPORT const siding_entry siding_entry_v1;
#define SIDING_ENTRY_SYMBOL "siding_entry_v1"

/* ---- the manifest --------------------------------------------------------- */

/* An ELF note (owner "siding", type 1, section .note.siding) holds a JSON object that can be
 * read without loading the library, and so without running anything of it:
 *
 *   {"name":"hello","version":"1.0.0","abi":[1,0],"min_host_minor":0,"needs":["siding.fd/1"],
 *    "handlers":[{"name":"hello","kind":1,"mode":"sync","modes":["sync"],"flags":0,"metadata":{}}]}
 *
 * It must agree with the entry. `needs` lists extensions without which init would fail;
 * siding.core/1 goes without saying. */
#define SIDING_NOTE_OWNER "siding"
#define SIDING_NOTE_MANIFEST 1u
#define SIDING_NOTE_SECTION ".note.siding"

/* For C: SIDING_MANIFEST("{...}") at file scope. The note counts the NULs that fill its last word,
 * because a note may end nowhere else; a reader ignores them. */
#define SIDING_MANIFEST(json)                                                                \
  static const struct {                                                                      \
    uint32_t owner_size, json_size, type;                                                    \
    char owner[8];                                                                           \
    char text[(sizeof(json) + 3) / 4 * 4];                                                   \
  } siding_manifest_note __attribute__((used, aligned(4), section(SIDING_NOTE_SECTION))) = { \
      sizeof(SIDING_NOTE_OWNER), (sizeof(json) + 3) / 4 * 4, SIDING_NOTE_MANIFEST, SIDING_NOTE_OWNER, json}

#ifdef __cplusplus
}
#endif
#endif
