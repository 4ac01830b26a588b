#include "http/date.hpp"

#include <cstring>

namespace siding::http {
namespace {

void put_digits(char* at, unsigned number, unsigned digits) {
  for (unsigned i = digits; i > 0; --i, number /= 10) at[i - 1] = static_cast<char>('0' + number % 10);
}

}  // namespace

DateText imf_fixdate(std::chrono::sys_seconds time) noexcept {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};

  DateText text;
  std::memcpy(text.data(), "Day, 00 Mon 0000 00:00:00 GMT", text.size());
  std::memcpy(text.data(), &"SunMonTueWedThuFriSat"[weekday{day}.c_encoding() * 3], 3);
  put_digits(text.data() + 5, unsigned{date.day()}, 2);
  std::memcpy(text.data() + 8, &"JanFebMarAprMayJunJulAugSepOctNovDec"[(unsigned{date.month()} - 1) * 3], 3);
  put_digits(text.data() + 12, static_cast<unsigned>(int{date.year()}), 4);
  put_digits(text.data() + 17, static_cast<unsigned>(clock.hours().count()), 2);
  put_digits(text.data() + 20, static_cast<unsigned>(clock.minutes().count()), 2);
  put_digits(text.data() + 23, static_cast<unsigned>(clock.seconds().count()), 2);
  return text;
}

}  // namespace siding::http
