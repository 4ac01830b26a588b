# siding_add_plugin(NAME sources...)
#
# A plugin library NAME.so: no prefix, hidden visibility, a version script that
# exports the entry alone, no GNU_UNIQUE symbols, no undefined symbols.
# It is put into SIDING_PLUGIN_OUTPUT_DIRECTORY when that is set.
function(siding_add_plugin name)
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(${name} MODULE ${ARGN})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  target_link_libraries(${name} PRIVATE "$<IF:$<IN_LIST:CXX,${languages}>,siding::sdk,siding::abi>")
  set_target_properties(${name} PROPERTIES
    PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${exports})
  if(SIDING_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${SIDING_PLUGIN_OUTPUT_DIRECTORY})
  endif()
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE LINKER:--version-script=${exports} LINKER:-z,defs)
  if(TARGET siding_build)
    siding_in_tree_plugin(${name})
  endif()
endfunction()

# Inside of Siding's own tree: the host's warnings (some of them are for C++ only) and,
# with g++, its sanitizers. clang's leave symbols undefined, which -z defs refuses.
function(siding_in_tree_plugin name)
  target_compile_options(${name} PRIVATE
    "$<$<COMPILE_LANGUAGE:CXX>:$<TARGET_PROPERTY:siding_build,INTERFACE_COMPILE_OPTIONS>>"
    "$<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-Wpedantic;-Wshadow;$<$<BOOL:${SIDING_WERROR}>:-Werror>>")
  if(TARGET siding_sanitize AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_libraries(${name} PRIVATE siding_sanitize)
  endif()
endfunction()
