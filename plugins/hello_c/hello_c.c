/* hello_c - a plugin in plain C11, from siding/abi.h alone.
 *
 * plugins:
 *   hello_c: { file: hello_c.so }
 * routes:
 *   - { path: "/hello-c/{name}", plugin: hello_c }
 */
#include <siding/abi.h>

#include <stdlib.h>
#include <string.h>

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

typedef struct hello_c {
  const siding_core_v1* core;
} hello_c;

static siding_str parameter(const siding_head* head, const char* name, siding_str otherwise) {
  const char* at = (const char*)head->params;
  for (uint32_t i = 0; i < head->param_count; ++i, at += head->field_stride) {
    const siding_field* param = (const siding_field*)at;
    if (param->name.size == strlen(name) && memcmp(param->name.data, name, param->name.size) == 0) return param->value;
  }
  return otherwise;
}

static void hello(void* instance, void* route, siding_request* request) {
  const siding_core_v1* core = ((hello_c*)instance)->core;
  const siding_str world = TEXT("world");
  const siding_str name = parameter(core->head(request), "name", world);
  const siding_field type = {TEXT("Content-Type"), TEXT("text/plain; charset=utf-8")};
  char* const text = malloc(name.size + sizeof("Hello, !"));
  (void)route;
  if (!text) {
    const siding_str why = TEXT("out of memory");
    core->fail(request, 500, 0, why);
    return;
  }
  memcpy(text, "Hello, ", 7);
  memcpy(text + 7, name.data, name.size);
  text[7 + name.size] = '!';

  siding_response response = {.size = sizeof(response), .status = 200, .field_count = 1};
  response.field_stride = sizeof(type);
  response.fields = &type;
  response.body.data = text;
  response.body.size = name.size + 8;
  response.body_kind = SIDING_BODY_RELEASE; /* free() is what the host calls */
  response.release = free;
  response.release_user = text;
  if (core->respond(request, &response) != SIDING_OK) free(text);
}

static int32_t init(const siding_host* host, const siding_value* config, void** instance, siding_error* error) {
  const siding_str core = TEXT(SIDING_CORE_1);
  static hello_c self;
  (void)config;
  (void)error;
  self.core = host->get_extension(host, core);
  *instance = &self;
  return SIDING_OK;
}

static const siding_handler handlers[] = {{
    .size = sizeof(siding_handler),
    .kind = SIDING_KIND_HTTP,
    .modes = SIDING_MODE_SYNC | SIDING_MODE_ASYNC,
    .mode = SIDING_MODE_ASYNC,
    .name = TEXT("hello"),
    .start = hello,
}};

const siding_entry siding_entry_v1 = {
    .size = sizeof(siding_entry),
    .magic = SIDING_MAGIC,
    .abi_minor = SIDING_ABI_MINOR,
    .min_host_minor = 0,
    .build = TEXT("C11"),
    .handler_count = sizeof(handlers) / sizeof(handlers[0]),
    .handler_stride = sizeof(handlers[0]),
    .handlers = handlers,
    .init = init,
};

SIDING_MANIFEST(
    "{\"name\":\"hello_c\",\"version\":\"1.0.0\",\"abi\":[1,0],\"min_host_minor\":0,\"needs\":[],"
    "\"handlers\":[{\"name\":\"hello\",\"kind\":1,\"mode\":\"async\",\"modes\":[\"sync\",\"async\"],"
    "\"flags\":0,\"metadata\":{}}]}");
