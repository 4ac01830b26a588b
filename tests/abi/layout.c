/* layout.c - size and offset of everything in siding/abi.h, as literal numbers.
 *
 * Compiled as C11 and as C++20; it holds or does not compile. A plugin built
 * years ago relies on these numbers: an entry is only ever added at the end.
 * For 64-bit targets (LP64).
 */
#include <assert.h>
#include <stddef.h>

#include <siding/abi.h>

#define SIZE(type, bytes) static_assert(sizeof(type) == (bytes), "size of " #type)
#define MEMBER(type, member, bytes) static_assert(offsetof(type, member) == (bytes), "offset of " #type "." #member)
#define VALUE(name, value) static_assert((name) == (value), "value of " #name)

SIZE(siding_str, 16);
MEMBER(siding_str, data, 0);
MEMBER(siding_str, size, 8);

SIZE(siding_field, 32);
MEMBER(siding_field, name, 0);
MEMBER(siding_field, value, 16);

SIZE(siding_error, 1024);
MEMBER(siding_error, size, 0);
MEMBER(siding_error, length, 4);
MEMBER(siding_error, text, 8);

SIZE(siding_op, 88);
MEMBER(siding_op, size, 0);
MEMBER(siding_op, flags, 4);
MEMBER(siding_op, done, 8);
MEMBER(siding_op, user, 16);
MEMBER(siding_op, host, 24);

SIZE(siding_head, 184);
MEMBER(siding_head, size, 0);
MEMBER(siding_head, mode, 4);
MEMBER(siding_head, http_version, 8);
MEMBER(siding_head, field_count, 12);
MEMBER(siding_head, field_stride, 16);
MEMBER(siding_head, param_count, 20);
MEMBER(siding_head, method, 24);
MEMBER(siding_head, target, 40);
MEMBER(siding_head, path, 56);
MEMBER(siding_head, query, 72);
MEMBER(siding_head, fields, 88);
MEMBER(siding_head, params, 96);
MEMBER(siding_head, body, 104);
MEMBER(siding_head, id, 120);
MEMBER(siding_head, peer, 136);
MEMBER(siding_head, route, 152);
MEMBER(siding_head, deadline_ns, 168);
MEMBER(siding_head, content_length, 176);

SIZE(siding_response, 64);
MEMBER(siding_response, size, 0);
MEMBER(siding_response, status, 4);
MEMBER(siding_response, field_count, 8);
MEMBER(siding_response, field_stride, 12);
MEMBER(siding_response, fields, 16);
MEMBER(siding_response, body, 24);
MEMBER(siding_response, body_kind, 40);
MEMBER(siding_response, reserved, 44);
MEMBER(siding_response, release, 48);
MEMBER(siding_response, release_user, 56);

SIZE(siding_core_v1, 128);
MEMBER(siding_core_v1, size, 0);
MEMBER(siding_core_v1, reserved, 4);
MEMBER(siding_core_v1, log_level, 8);
MEMBER(siding_core_v1, log, 16);
MEMBER(siding_core_v1, head, 24);
MEMBER(siding_core_v1, header, 32);
MEMBER(siding_core_v1, scope, 40);
MEMBER(siding_core_v1, cancelled, 48);
MEMBER(siding_core_v1, respond, 56);
MEMBER(siding_core_v1, fail, 64);
MEMBER(siding_core_v1, sleep_until, 72);
MEMBER(siding_core_v1, offload, 80);
MEMBER(siding_core_v1, on_cancel, 88);
MEMBER(siding_core_v1, post, 96);
MEMBER(siding_core_v1, op_cancel, 104);
MEMBER(siding_core_v1, scope_open, 112);
MEMBER(siding_core_v1, scope_close, 120);

SIZE(siding_config_v1, 104);
MEMBER(siding_config_v1, size, 0);
MEMBER(siding_config_v1, reserved, 4);
MEMBER(siding_config_v1, type, 8);
MEMBER(siding_config_v1, find, 16);
MEMBER(siding_config_v1, count, 24);
MEMBER(siding_config_v1, at, 32);
MEMBER(siding_config_v1, as_bool, 40);
MEMBER(siding_config_v1, as_int, 48);
MEMBER(siding_config_v1, as_double, 56);
MEMBER(siding_config_v1, as_string, 64);
MEMBER(siding_config_v1, as_duration, 72);
MEMBER(siding_config_v1, as_bytes, 80);
MEMBER(siding_config_v1, json, 88);
MEMBER(siding_config_v1, place, 96);

SIZE(siding_fd_v1, 40);
MEMBER(siding_fd_v1, size, 0);
MEMBER(siding_fd_v1, reserved, 4);
MEMBER(siding_fd_v1, open, 8);
MEMBER(siding_fd_v1, rebind, 16);
MEMBER(siding_fd_v1, wait, 24);
MEMBER(siding_fd_v1, close, 32);

SIZE(siding_stream_v1, 56);
MEMBER(siding_stream_v1, size, 0);
MEMBER(siding_stream_v1, reserved, 4);
MEMBER(siding_stream_v1, read, 8);
MEMBER(siding_stream_v1, read_wait, 16);
MEMBER(siding_stream_v1, begin, 24);
MEMBER(siding_stream_v1, write, 32);
MEMBER(siding_stream_v1, write_wait, 40);
MEMBER(siding_stream_v1, finish, 48);

SIZE(siding_host, 32);
MEMBER(siding_host, size, 0);
MEMBER(siding_host, abi_minor, 4);
MEMBER(siding_host, version, 8);
MEMBER(siding_host, get_extension, 24);

SIZE(siding_handler, 80);
MEMBER(siding_handler, size, 0);
MEMBER(siding_handler, kind, 4);
MEMBER(siding_handler, modes, 8);
MEMBER(siding_handler, mode, 12);
MEMBER(siding_handler, flags, 16);
MEMBER(siding_handler, reserved, 20);
MEMBER(siding_handler, name, 24);
MEMBER(siding_handler, metadata, 40);
MEMBER(siding_handler, route_new, 56);
MEMBER(siding_handler, route_free, 64);
MEMBER(siding_handler, start, 72);

SIZE(siding_entry, 72);
MEMBER(siding_entry, size, 0);
MEMBER(siding_entry, magic, 4);
MEMBER(siding_entry, abi_minor, 8);
MEMBER(siding_entry, min_host_minor, 12);
MEMBER(siding_entry, build, 16);
MEMBER(siding_entry, handler_count, 32);
MEMBER(siding_entry, handler_stride, 36);
MEMBER(siding_entry, handlers, 40);
MEMBER(siding_entry, init, 48);
MEMBER(siding_entry, get_extension, 56);
MEMBER(siding_entry, shutdown, 64);

VALUE(SIDING_MAGIC, 0x474E4453u);
VALUE(SIDING_OK, 0);
VALUE(SIDING_RAN, 1);
VALUE(SIDING_END, 2);
VALUE(SIDING_E_INVALID, -1);
VALUE(SIDING_E_CANCELLED, -2);
VALUE(SIDING_E_GONE, -3);
VALUE(SIDING_E_DEADLINE, -4);
VALUE(SIDING_E_DRAINING, -5);
VALUE(SIDING_E_OVERLOADED, -6);
VALUE(SIDING_E_MODE, -7);
VALUE(SIDING_E_ANSWERED, -8);
VALUE(SIDING_E_SYSTEM, -9);
VALUE(SIDING_E_CONTENT, -10);
VALUE(SIDING_LENGTH_UNKNOWN, UINT64_MAX);
VALUE(SIDING_MODE_SYNC, 1u);
VALUE(SIDING_MODE_ASYNC, 2u);
VALUE(SIDING_MODE_OFFLOAD, 4u);
VALUE(SIDING_LOG_TRACE, 0u);
VALUE(SIDING_LOG_DEBUG, 1u);
VALUE(SIDING_LOG_INFO, 2u);
VALUE(SIDING_LOG_WARN, 3u);
VALUE(SIDING_LOG_ERROR, 4u);
VALUE(SIDING_LOG_CRITICAL, 5u);
VALUE(SIDING_KIND_HTTP, 1u);
VALUE(SIDING_HANDLER_STREAMS_BODY, 1u);
VALUE(SIDING_BODY_COPY, 0u);
VALUE(SIDING_BODY_STATIC, 1u);
VALUE(SIDING_BODY_RELEASE, 2u);
VALUE(SIDING_FAIL_PUBLIC, 1u);
VALUE(SIDING_VALUE_NULL, 0u);
VALUE(SIDING_VALUE_BOOL, 1u);
VALUE(SIDING_VALUE_INT, 2u);
VALUE(SIDING_VALUE_DOUBLE, 3u);
VALUE(SIDING_VALUE_STRING, 4u);
VALUE(SIDING_VALUE_LIST, 5u);
VALUE(SIDING_VALUE_MAP, 6u);
VALUE(SIDING_FD_READ, 1u);
VALUE(SIDING_FD_WRITE, 2u);
VALUE(SIDING_FD_ERROR, 4u);
VALUE(SIDING_NOTE_MANIFEST, 1u);
