# find_package(Siding CONFIG): siding::sdk, siding::abi and siding_add_plugin().
include(${CMAKE_CURRENT_LIST_DIR}/SidingTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/SidingPlugin.cmake)
