# Every header compiles alone: one test each.
#
# The host's with the compiler of the build; where a source has the header's name, the build has shown it, since a
# source begins with its own header (include_rules_test.cpp). The SDK's with g++ and clang++,
# since authors choose theirs, and abi.h as C11 too.
find_program(SIDING_GXX g++ REQUIRED)
find_program(SIDING_CLANGXX NAMES clang++ clang++-14 REQUIRED)

set(strict -fsyntax-only -Wall -Wextra -Wpedantic -Werror)
set(sdk_include ${PROJECT_SOURCE_DIR}/sdk/include)
get_target_property(definitions siding_build INTERFACE_COMPILE_DEFINITIONS)
list(FILTER definitions EXCLUDE REGEX "^\\$<")
list(TRANSFORM definitions PREPEND -D)

# alone(NAME HEADER compiler and flags...): the header is all that is compiled.
function(alone name header)
  add_test(NAME "header alone: ${name}" COMMAND ${ARGN} ${strict} -include ${header} /dev/null)
  set_tests_properties("header alone: ${name}" PROPERTIES LABELS header)
endfunction()

file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/host ${PROJECT_SOURCE_DIR}/host/*.hpp)
foreach(header ${headers})
  string(REGEX REPLACE "hpp$" "cpp" source ${header})
  if(EXISTS ${PROJECT_SOURCE_DIR}/host/${source})
    continue()
  endif()
  alone("host/${header}" ${header} ${CMAKE_CXX_COMPILER} -std=c++20 -x c++ ${definitions} -I ${PROJECT_SOURCE_DIR}/host -I ${sdk_include})
endforeach()

file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${sdk_include} ${sdk_include}/*.hpp ${sdk_include}/*.h)
foreach(header ${headers})
  alone("${header} (g++)" ${header} ${SIDING_GXX} -std=c++20 -x c++ -I ${sdk_include})
  alone("${header} (clang++)" ${header} ${SIDING_CLANGXX} -std=c++20 -x c++ -I ${sdk_include})
endforeach()
alone("siding/abi.h (C11)" siding/abi.h ${CMAKE_C_COMPILER} -std=c11 -x c -I ${sdk_include})

# The check can fail: this header uses std::string without including it.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/leaning/header.hpp "#pragma once\ninline std::string leaning() { return {}; }\n")
alone("would find one that leans on another" header.hpp ${SIDING_GXX} -std=c++20 -x c++ -I ${CMAKE_CURRENT_BINARY_DIR}/leaning)
set_tests_properties("header alone: would find one that leans on another" PROPERTIES
  ENVIRONMENT LC_ALL=C PASS_REGULAR_EXPRESSION "in namespace .*std.* does not name a type")
