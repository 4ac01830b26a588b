# PLUGIN exports its entry and nothing else, and shares nothing with other plugins.
execute_process(COMMAND ${NM} -D --defined-only --format=just-symbols ${PLUGIN}
  OUTPUT_VARIABLE exported OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(NOT exported STREQUAL "siding_entry_v1")
  message(FATAL_ERROR "${PLUGIN} exports more than its entry:\n${exported}")
endif()
execute_process(COMMAND ${NM} ${PLUGIN} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
if(symbols MATCHES " u ")
  message(FATAL_ERROR "${PLUGIN} has symbols that plugins would share (GNU_UNIQUE):\n${symbols}")
endif()
