/* frozen.c - a plugin as it was built when the ABI became 1.0: against tests/abi/1.0/siding/abi.h and
 * nothing else. Every later host of major 1 has to serve it.
 *
 *   whoami   "METHOD path name=PARAM agent=FIELD", by head, header and respond
 *   sleeps   sleep_until, then the config's `word`
 *   offloads offload, then post, then the text that the work made
 *   fails    418 with a public text
 *   echoes   the content back in pieces
 */
#include <siding/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

static const siding_core_v1* core;
static const siding_stream_v1* streams;
static siding_str word = TEXT("no word");

static void answer(siding_request* request, const char* text, size_t size) {
  const siding_field type = {TEXT("Content-Type"), TEXT("text/plain")};
  siding_response response;
  memset(&response, 0, sizeof response);
  response.size = sizeof response;
  response.status = 200;
  response.field_count = 1;
  response.field_stride = sizeof type;
  response.fields = &type;
  response.body.data = text;
  response.body.size = size;
  response.body_kind = SIDING_BODY_COPY;
  core->respond(request, &response);
}

static void whoami(void* instance, void* route, siding_request* request) {
  const siding_head* const head = core->head(request);
  const siding_str field = TEXT("user-agent");
  siding_str agent = TEXT("nobody");
  char text[512];
  int size;
  (void)instance, (void)route;
  core->header(request, field, &agent);
  size = snprintf(text, sizeof text, "%.*s %.*s name=%.*s agent=%.*s", (int)head->method.size, head->method.data,
                  (int)head->path.size, head->path.data, (int)head->params[0].value.size, head->params[0].value.data,
                  (int)agent.size, agent.data);
  answer(request, text, (size_t)size);
}

/* One request of the handlers that wait. */
typedef struct waiting {
  siding_op op; /* the first member */
  siding_request* request;
  siding_str piece;
  char text[32];
} waiting;

static waiting* make_waiting(siding_request* request, void (*done)(siding_op*, int32_t)) {
  waiting* const self = calloc(1, sizeof *self);
  self->op.size = sizeof self->op;
  self->op.done = done;
  self->request = request;
  return self;
}

static void slept(siding_op* op, int32_t result) {
  waiting* const self = (waiting*)op;
  answer(self->request, word.data, result == SIDING_OK ? word.size : 0);
  free(self);
}

static void sleeps(void* instance, void* route, siding_request* request) {
  waiting* const self = make_waiting(request, slept);
  struct timespec now;
  (void)instance, (void)route;
  clock_gettime(CLOCK_MONOTONIC, &now);
  core->sleep_until(core->scope(request), &self->op,
                    (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec + 1000000u);
}

static void work(void* argument) {
  strcpy(((waiting*)argument)->text, "worked");
}

static void posted(siding_op* op, int32_t result) {
  waiting* const self = (waiting*)op;
  answer(self->request, self->text, result == SIDING_OK ? strlen(self->text) : 0);
  free(self);
}

static void worked(siding_op* op, int32_t result) {
  waiting* const self = (waiting*)op;
  (void)result;
  op->done = posted; /* the op is free again inside of its done */
  core->post(core->scope(self->request), op);
}

static void offloads(void* instance, void* route, siding_request* request) {
  waiting* const self = make_waiting(request, worked);
  (void)instance, (void)route;
  if (core->offload(core->scope(request), &self->op, work, self) == SIDING_RAN) worked(&self->op, SIDING_OK);
}

static void fails(void* instance, void* route, siding_request* request) {
  const siding_str text = TEXT("a teapot");
  (void)instance, (void)route;
  core->fail(request, 418, SIDING_FAIL_PUBLIC, text);
}

/* Echoes what there is; goes on in the same place when an op is done. */
static void pump(waiting* self);

static void written(siding_op* op, int32_t result) {
  (void)result;
  pump((waiting*)op);
}

static void end(waiting* self, int32_t result) {
  const siding_str why = TEXT("the stream broke");
  if (result == SIDING_END) {
    streams->finish(self->request);
  } else {
    core->fail(self->request, 500, 0, why);
  }
  free(self);
}

static void was_read(siding_op* op, int32_t result) {
  waiting* const self = (waiting*)op;
  if (result != SIDING_OK) {
    end(self, result);
    return;
  }
  op->done = written;
  result = streams->write(self->request, op, self->piece);
  if (result == SIDING_RAN) pump(self);
  if (result < 0) end(self, result);
}

static void pump(waiting* self) {
  int32_t result;
  self->op.done = was_read;
  result = streams->read(self->request, &self->op, &self->piece);
  if (result == SIDING_RAN) was_read(&self->op, SIDING_OK);
  if (result == SIDING_END || result < 0) end(self, result);
}

static void echoes(void* instance, void* route, siding_request* request) {
  siding_response head;
  (void)instance, (void)route;
  memset(&head, 0, sizeof head);
  head.size = sizeof head;
  head.status = 200;
  if (streams->begin(request, &head, SIDING_LENGTH_UNKNOWN) == SIDING_OK) pump(make_waiting(request, was_read));
}

static int32_t init(const siding_host* host, const siding_value* config, void** instance, siding_error* error) {
  const siding_str core_name = TEXT(SIDING_CORE_1);
  const siding_str config_name = TEXT(SIDING_CONFIG_1);
  const siding_str stream_name = TEXT(SIDING_STREAM_1);
  const siding_str key = TEXT("word");
  const siding_config_v1* const values = host->get_extension(host, config_name);
  core = host->get_extension(host, core_name);
  streams = host->get_extension(host, stream_name);
  if (!core || core->size < sizeof *core || !streams || streams->size < sizeof *streams || !values) {
    memcpy(error->text, "a table is missing", 18);
    error->length = 18;
    return SIDING_E_INVALID;
  }
  if (config && values->find(config, key)) values->as_string(values->find(config, key), &word);
  *instance = 0;
  return SIDING_OK;
}

#define EVERY_MODE (SIDING_MODE_SYNC | SIDING_MODE_ASYNC | SIDING_MODE_OFFLOAD)
#define HANDLER(text, function, modes, mode, flags) \
  { sizeof(siding_handler), SIDING_KIND_HTTP, modes, mode, flags, 0, TEXT(text), {0, 0}, 0, 0, function }

static const siding_handler handlers[] = {
    HANDLER("whoami", whoami, EVERY_MODE, SIDING_MODE_ASYNC, 0),
    HANDLER("sleeps", sleeps, EVERY_MODE, SIDING_MODE_ASYNC, 0),
    HANDLER("offloads", offloads, SIDING_MODE_SYNC | SIDING_MODE_OFFLOAD, SIDING_MODE_OFFLOAD, 0),
    HANDLER("fails", fails, EVERY_MODE, SIDING_MODE_ASYNC, 0),
    HANDLER("echoes", echoes, EVERY_MODE, SIDING_MODE_ASYNC, SIDING_HANDLER_STREAMS_BODY),
};

const siding_entry siding_entry_v1 = {sizeof(siding_entry),
                                      SIDING_MAGIC,
                                      SIDING_ABI_MINOR,
                                      0,
                                      TEXT("the frozen header"),
                                      sizeof handlers / sizeof *handlers,
                                      sizeof *handlers,
                                      handlers,
                                      init,
                                      0,
                                      0};

#define EVERY_MODE_JSON "\"modes\":[\"sync\",\"async\",\"offload\"],\"mode\":\"async\""
SIDING_MANIFEST(
    "{\"name\":\"frozen\",\"version\":\"1.0.0\",\"abi\":[1,0],\"min_host_minor\":0,"
    "\"needs\":[\"siding.stream/1\",\"siding.config/1\"],\"handlers\":["
    "{\"name\":\"whoami\",\"kind\":1," EVERY_MODE_JSON "},{\"name\":\"sleeps\",\"kind\":1," EVERY_MODE_JSON
    "},"
    "{\"name\":\"offloads\",\"kind\":1,\"modes\":[\"sync\",\"offload\"],\"mode\":\"offload\"},"
    "{\"name\":\"fails\",\"kind\":1," EVERY_MODE_JSON
    "},"
    "{\"name\":\"echoes\",\"kind\":1,\"flags\":1," EVERY_MODE_JSON "}]}");
