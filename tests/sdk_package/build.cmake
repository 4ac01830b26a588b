# Configures and builds the outside project with COMPILER, then looks at what it exports.
find_program(found ${COMPILER})
if(NOT found)
  message(FATAL_ERROR "${COMPILER} is not installed: apt-get install ${COMPILER}")
endif()
file(REMOVE_RECURSE ${BUILD})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} -G ${GENERATOR}
  -DCMAKE_CXX_COMPILER=${found} -DCMAKE_PREFIX_PATH=${PREFIX} -DCMAKE_BUILD_TYPE=RelWithDebInfo
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} COMMAND_ERROR_IS_FATAL ANY)

set(PLUGIN ${BUILD}/plugins/outside.so)
include(${CMAKE_CURRENT_LIST_DIR}/exports.cmake)
