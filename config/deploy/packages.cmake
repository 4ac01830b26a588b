# The Debian packages `siding` (the server, the shipped plugins, a table, the unit) and `siding-dev` (what plugin
# authors include, for every architecture). `./dev package` builds them.
include(GNUInstallDirs)

# Both packages belong under /usr and /etc; only cpack asks for these components.
set(etc /etc/siding)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/package.yaml DESTINATION ${etc} RENAME routes.yaml COMPONENT server EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/siding RENAME copyright COMPONENT server EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/siding-dev RENAME copyright COMPONENT sdk EXCLUDE_FROM_ALL)
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/siding.service)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/siding.service DESTINATION lib/systemd/system COMPONENT server EXCLUDE_FROM_ALL)
endif()
install(FILES ${CMAKE_CURRENT_LIST_DIR}/haproxy.cfg ${CMAKE_CURRENT_LIST_DIR}/kubernetes.yaml ${CMAKE_CURRENT_LIST_DIR}/Dockerfile
  DESTINATION share/doc/siding/examples COMPONENT server EXCLUDE_FROM_ALL)
install(PROGRAMS ${CMAKE_CURRENT_LIST_DIR}/roll.py DESTINATION share/doc/siding/examples COMPONENT server EXCLUDE_FROM_ALL)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/config/reference.yaml DESTINATION share/doc/siding COMPONENT server EXCLUDE_FROM_ALL)

# maintainer_file(NAME MODE TEXT): a file of the control archive of `siding`.
function(maintainer_file name mode text)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/${name} CONTENT "${text}" @ONLY)
  file(CHMOD ${PROJECT_BINARY_DIR}/package/${name} PERMISSIONS ${mode})
endfunction()
set(readable OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
set(executable ${readable} OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)
maintainer_file(conffiles "${readable}" "${etc}/routes.yaml\n")
# The service is neither enabled nor started: what it is to serve has to be written first.
set(reload "if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi\n")
set(user "getent passwd siding >/dev/null || useradd --system --user-group --no-create-home --home-dir /nonexistent \
  --shell /usr/sbin/nologin siding\n")
maintainer_file(postinst "${executable}" "#!/bin/sh\nset -e\n${user}${reload}")
maintainer_file(postrm "${executable}" "#!/bin/sh\nset -e\n${reload}")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME siding)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Siding maintainers <maintainers@siding.invalid>")
set(CPACK_COMPONENTS_ALL server sdk)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_SET_DESTDIR ON)  # for /etc
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION httpd)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME siding)
set(CPACK_COMPONENT_SERVER_DESCRIPTION "HTTP server whose routes are shared libraries\n"
  "Plugins answer requests; each handler declares whether it blocks, and a handler that blocks where it should not\n"
  "does not stop the others.")
list(JOIN CPACK_COMPONENT_SERVER_DESCRIPTION "" CPACK_COMPONENT_SERVER_DESCRIPTION)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "passwd")
set(CPACK_DEBIAN_SERVER_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
  "${PROJECT_BINARY_DIR}/package/conffiles;${PROJECT_BINARY_DIR}/package/postinst;${PROJECT_BINARY_DIR}/package/postrm")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME siding-dev)
set(CPACK_COMPONENT_SDK_DESCRIPTION "headers and CMake package for plugins of siding")
set(CPACK_DEBIAN_SDK_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "cmake, g++ | clang")

include(CPack)
