// Beast's own code (BOOST_BEAST_SEPARATE_COMPILATION), for beast_test.cpp. Of its
// sources only those that a parser needs, since the whole takes far longer to compile.
#define BOOST_BEAST_SOURCE

#include <boost/beast/core/impl/error.ipp>
#include <boost/beast/core/impl/string.ipp>
#include <boost/beast/http/detail/basic_parser.ipp>
#include <boost/beast/http/detail/rfc7230.ipp>
#include <boost/beast/http/impl/basic_parser.ipp>
#include <boost/beast/http/impl/error.ipp>
#include <boost/beast/http/impl/field.ipp>
#include <boost/beast/http/impl/rfc7230.ipp>
#include <boost/beast/http/impl/verb.ipp>
