// testing.hpp - a host inside of a unit test: handlers without a server.
//
//   siding::testing::host host;
//   Shop shop{host.config({{"wait", "10ms"}})};
//   auto answer = host.call<&Shop::order>(shop, siding::testing::post("/orders", "{}"));
//   CHECK(answer.status == 200);
//
// Time is virtual: when nothing else can happen, the next sleep is over at once.
// Not for plugins themselves. Needs threads (-pthread where libc still asks for it).
#pragma once

#include <siding/testing/answer.hpp>
#include <siding/testing/host.hpp>
#include <siding/testing/plugin.hpp>
#include <siding/testing/request.hpp>
#include <siding/testing/value.hpp>
