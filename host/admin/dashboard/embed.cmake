# embed.cmake - the dashboard as one page in a C++ source.
#
# cmake -D FOLDER=... -D OUTPUT=... -P embed.cmake
file(READ ${FOLDER}/dashboard.html page)
file(READ ${FOLDER}/dashboard.css style)
file(READ ${FOLDER}/dashboard.js script)
string(REPLACE "<link rel=\"stylesheet\" href=\"dashboard.css\">" "<style>\n${style}</style>" page "${page}")
string(REPLACE "<script src=\"dashboard.js\"></script>" "<script>\n${script}</script>" page "${page}")
foreach(reference "dashboard.css\"" "dashboard.js\"")
  string(FIND "${page}" "${reference}" left)
  if(NOT left EQUAL -1)
    message(FATAL_ERROR "dashboard.html refers to ${reference} in a way that embed.cmake does not know")
  endif()
endforeach()

# Compilers bound the length of one literal, so there are several in a row.
string(LENGTH "${page}" size)
set(literals "")
set(at 0)
while(at LESS size)
  string(SUBSTRING "${page}" ${at} 8000 piece)
  string(APPEND literals "    R\"~dashboard~(${piece})~dashboard~\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
file(WRITE ${OUTPUT} "#include \"admin/dashboard.hpp\"\n
namespace siding::admin {\n
std::string_view dashboard_page() {
  static constexpr std::string_view kPage =\n${literals};
  return kPage;
}\n
}  // namespace siding::admin\n")
