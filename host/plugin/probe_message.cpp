#include "plugin/probe_message.hpp"

#include <memory>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

namespace siding::plugin {
namespace {

namespace json = boost::json;

json::object to_json(const Mistake& mistake) {
  return {{"code", static_cast<int>(mistake.code)},
          {"file", mistake.place.file ? *mistake.place.file : std::string{}},
          {"line", mistake.place.line},
          {"column", mistake.place.column},
          {"what", mistake.what},
          {"fix", mistake.fix},
          {"quoted", mistake.quoted}};
}

std::string text(const json::value& object, const char* key) {
  return json::value_to<std::string>(object.at(key));
}

Mistake to_mistake(const json::value& object) {
  Place place;
  if (const std::string file = text(object, "file"); !file.empty())
    place.file = std::make_shared<const std::string>(file);
  place.line = json::value_to<std::uint32_t>(object.at("line"));
  place.column = json::value_to<std::uint32_t>(object.at("column"));
  return {.code = static_cast<ExitCode>(json::value_to<int>(object.at("code"))),
          .place = std::move(place),
          .what = text(object, "what"),
          .fix = text(object, "fix"),
          .quoted = text(object, "quoted")};
}

}  // namespace

std::string encode(const Result<std::string, Mistakes>& result) {
  if (result) return json::serialize(json::object{{"text", *result}});
  json::array mistakes;
  for (const Mistake& mistake : result.error()) mistakes.emplace_back(to_json(mistake));
  return json::serialize(json::object{{"mistakes", std::move(mistakes)}});
}

std::optional<Result<std::string, Mistakes>> decode(std::string_view message) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // what a plugin says is passed on as it is
  json::error_code error;
  const json::value root = json::parse(json::string_view{message.data(), message.size()}, error, {}, options);
  if (error || !root.is_object()) return std::nullopt;
  if (root.as_object().contains("text")) return Result<std::string, Mistakes>{text(root, "text")};
  Mistakes mistakes;
  for (const json::value& mistake : root.at("mistakes").as_array()) mistakes.push_back(to_mistake(mistake));
  return Result<std::string, Mistakes>{std::move(mistakes)};
}

}  // namespace siding::plugin
