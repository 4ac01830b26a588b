// Who the client is: a table for each of the two fields, and what must not be believed.
#include "http/forwarded.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace siding;
using namespace siding::http;

namespace {

const std::string kPeer = "10.0.0.1:40000";

TrustedProxies proxies(TrustedProxies::Source source) {
  return {.networks = {*Network::parse("10.0.0.0/8"), *Network::parse("fd00::/8")}, .source = source};
}

std::string client(TrustedProxies::Source source, const std::vector<std::string>& lines) {
  Request request;
  const bool standard = source == TrustedProxies::Source::forwarded;
  for (const auto& line : lines) request.fields.push_back({standard ? "forwarded" : "x-FORWARDED-for", line});
  // What the proxies do not write is the client's.
  request.fields.push_back({standard ? "X-Forwarded-For" : "Forwarded", standard ? "6.6.6.6" : "for=6.6.6.6"});
  request.fields.push_back({"X-Real-IP", "6.6.6.6"});
  return client_of(request, proxies(source), kPeer);
}

std::string by_x(const std::vector<std::string>& lines) {
  return client(TrustedProxies::Source::x_forwarded_for, lines);
}

std::string by_standard(const std::vector<std::string>& lines) {
  return client(TrustedProxies::Source::forwarded, lines);
}

}  // namespace

TEST_SUITE("forwarded") {
  TEST_CASE("X-Forwarded-For: the rightmost that is no proxy") {
    struct Row {
      std::vector<std::string> lines;
      std::string client;
    };
    for (const Row& row : std::vector<Row>{
             {{}, kPeer},
             {{"203.0.113.7"}, "203.0.113.7:0"},
             {{"203.0.113.7:5000"}, "203.0.113.7:5000"},
             {{"2001:db8::1"}, "[2001:db8::1]:0"},
             {{"[2001:db8::1]:5000"}, "[2001:db8::1]:5000"},
             {{"6.6.6.6, 203.0.113.7"}, "203.0.113.7:0"},
             {{"6.6.6.6", "203.0.113.7"}, "203.0.113.7:0"},
             {{"6.6.6.6,203.0.113.7 ,\t10.0.0.2, fd00::2"}, "203.0.113.7:0"},
             {{"6.6.6.6, 203.0.113.7", "10.0.0.2", "10.0.0.3"}, "203.0.113.7:0"},
             {{"::ffff:203.0.113.7, ::ffff:10.0.0.2"}, "203.0.113.7:0"},
             {{"10.0.0.3, 10.0.0.2"}, "10.0.0.3:0"},             // nobody but proxies
             {{"6.6.6.6, unknown"}, kPeer},                      // what is hidden stays hidden
             {{"6.6.6.6, unknown, 10.0.0.2"}, "10.0.0.2:0"},     //
             {{"6.6.6.6, evil, 203.0.113.7"}, "203.0.113.7:0"},  // not even looked at
             {{"203.0.113.7,, ,"}, "203.0.113.7:0"},             // empty members are none
             {{""}, kPeer},                                      //
             {{",,,"}, kPeer},                                   //
             {{"6.6.6.6, \"203.0.113.7\""}, kPeer},              // quotes belong to the other field
             {{"\"6.6.6.6, 203.0.113.7"}, "203.0.113.7:0"},      // one by the client hides nothing
             {{"6.6.6.6 203.0.113.7"}, kPeer},                   //
             {{"6.6.6.6;203.0.113.7"}, kPeer},                   //
             {{"for=203.0.113.7"}, kPeer},                       //
             {{"203.0.113.7:99999"}, kPeer},                     //
             {{"203.0.113.07"}, kPeer},                          //
         }) {
      CAPTURE(row.client);
      if (!row.lines.empty()) CAPTURE(row.lines.front());
      CHECK(by_x(row.lines) == row.client);
    }
  }

  TEST_CASE("Forwarded: the same, in the grammar of RFC 7239") {
    struct Row {
      std::vector<std::string> lines;
      std::string client;
    };
    for (const Row& row : std::vector<Row>{
             {{}, kPeer},
             {{"for=203.0.113.7"}, "203.0.113.7:0"},
             {{"For=203.0.113.7;proto=http;by=10.0.0.1"}, "203.0.113.7:0"},
             {{"proto=https;FOR=\"203.0.113.7:4711\""}, "203.0.113.7:4711"},
             {{"for=\"[2001:db8:cafe::17]:4711\""}, "[2001:db8:cafe::17]:4711"},
             {{"for=\"[2001:db8:cafe::17]\""}, "[2001:db8:cafe::17]:0"},
             {{"for=6.6.6.6, for=203.0.113.7"}, "203.0.113.7:0"},
             {{"for=6.6.6.6", "for=203.0.113.7;host=\"a;b,c\", for=10.0.0.2"}, "203.0.113.7:0"},
             {{"for=\"203.0\\.113.7\""}, "203.0.113.7:0"},
             {{"for=6.6.6.6, for=unknown"}, kPeer},
             {{"for=6.6.6.6, for=_hidden, for=10.0.0.2"}, "10.0.0.2:0"},
             {{"for=6.6.6.6, proto=http"}, kPeer},              // a hop that does not say whom it heard
             {{"for=2001:db8::1"}, kPeer},                      // no token
             {{"for=\"2001:db8::1\""}, kPeer},                  // no brackets
             {{"for=203.0.113.7:80"}, kPeer},                   // no token
             {{"for=\"203.0.113.7\";for=6.6.6.6"}, kPeer},      // twice in one hop
             {{"for=203.0.113.7;"}, "203.0.113.7:0"},           //
             {{"for=203.0.113.7;;proto=a"}, kPeer},             //
             {{"for = 203.0.113.7"}, kPeer},                    //
             {{"for=\"203.0.113.7"}, kPeer},                    //
             {{"for=\"203.0.113.7\"x"}, kPeer},                 //
             {{"for=\"203.0.113.7\\\""}, kPeer},                //
             {{"for="}, kPeer},                                 //
             {{"for"}, kPeer},                                  //
             {{"=203.0.113.7"}, kPeer},                         //
             {{"203.0.113.7"}, kPeer},                          //
             {{"for=\"", "for=203.0.113.7"}, "203.0.113.7:0"},  // a quote ends with its line
             {{"for=203.0.113.7, ,,"}, "203.0.113.7:0"},        //
         }) {
      CAPTURE(row.client);
      if (!row.lines.empty()) CAPTURE(row.lines.front());
      CHECK(by_standard(row.lines) == row.client);
    }
  }

  TEST_CASE("more hops than anybody has are read from the right") {
    std::string many = "6.6.6.6";
    for (int i = 0; i < 1000; ++i) many += ", 203.0.113." + std::to_string(i % 200);
    CHECK(by_x({many}) == "203.0.113.199:0");
    std::string standard = "for=6.6.6.6";
    for (int i = 0; i < 1000; ++i) standard += ", for=10.0.0." + std::to_string(i % 200);
    CHECK(by_standard({standard}) == "10.0.0.168:0");  // 32 hops of a line
  }

  TEST_CASE("whatever the client wrote, what the trusted proxy appended decides") {
    std::mt19937 random{20261123};
    const std::string alphabet = "0123456789.:[]\"\\,;= \tforFORunknown_%x-/";
    for (int round = 0; round < 20'000; ++round) {
      std::string evil;
      for (auto left = random() % 40; left > 0; --left) evil += alphabet[random() % alphabet.size()];
      CAPTURE(evil);
      REQUIRE(by_x({evil + ", 203.0.113.7"}) == "203.0.113.7:0");
      REQUIRE(by_x({evil, "203.0.113.7"}) == "203.0.113.7:0");
      REQUIRE(by_standard({evil, "for=203.0.113.7"}) == "203.0.113.7:0");
      const auto alone = by_standard({evil});  // an address, whatever it is
      REQUIRE(Endpoint::parse(alone).has_value());
      REQUIRE(Endpoint::parse(by_x({evil})).has_value());
    }
  }

  TEST_CASE("who is a proxy") {
    const auto some = proxies(TrustedProxies::Source::forwarded);
    CHECK(some.include("10.1.2.3:80"));
    CHECK(some.include("[fd12::1]:80"));
    CHECK(some.include("[::ffff:10.0.0.1]:80"));
    CHECK_FALSE(some.include("11.0.0.1:80"));
    CHECK_FALSE(some.include(""));
    CHECK_FALSE(TrustedProxies{}.include("10.1.2.3:80"));
  }
}
