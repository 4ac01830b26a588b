// preferences.cpp - a plugin that reads its config, and the settings of each route.
//
//   config    every kind of value that its config has, as one line
//   greet     with the greeting of its route, 1 to 3 times
#include <map>
#include <string>
#include <vector>

#include <siding/plugin.hpp>

namespace {

using namespace std::chrono_literals;

struct Greeting {
  explicit Greeting(const siding::config& settings)
      : word{settings.get<std::string>("word")}, times{settings.get("times", 1)} {
    settings.expect_keys({"word", "times"});
    if (times < 1 || times > 3) settings.find("times")->reject("must be from 1 to 3");
  }
  std::string word;
  int times;
};

class Preferences {
 public:
  explicit Preferences(const siding::config& config) {
    const auto add = [this](const std::string& value) { line_ += (line_.empty() ? "" : " ") + value; };
    add(config.get("truth", false) ? "true" : "false");
    add(std::to_string(config.get("number", 0)));
    add(std::to_string(static_cast<int>(config.get("half", 0.0) * 2)));
    add(config.get("text", "none"));
    add(std::to_string(std::chrono::milliseconds{config.get("time", 0ms)}.count()) + "ms");
    add(std::to_string(config.get("size", siding::byte_size{}).bytes) + "B");
    for (const std::string& each : config.get("list", std::vector<std::string>{})) add(each);
    for (const auto& [key, value] : config.get("map", std::map<std::string, int>{})) add(key + std::to_string(value));
    add(config.get<std::optional<std::string>>("absent").value_or("absent"));
    add(std::string{config.find("list") ? config.find("list")->json() : "[]"});
  }

  siding::response config(const siding::request&) { return siding::text(line_); }

  siding::response greet(const siding::request&, const Greeting& greeting) {
    std::string text;
    for (int i = 0; i < greeting.times; ++i) text += greeting.word;
    return siding::text(std::move(text));
  }

 private:
  std::string line_;
};

}  // namespace

SIDING_PLUGIN(Preferences, "preferences", "1.0.0", siding::sync<&Preferences::config>("config"),
              siding::sync<&Preferences::greet>("greet"))
