// fence.hpp - calls into a plugin that must not, but may, throw or fail.
#pragma once

#include <exception>
#include <optional>
#include <string>

#include <siding/abi.h>

namespace siding::plugin {

// What a plugin wrote into `error`, as one line; empty when it wrote nothing.
std::string error_text(const siding_error& error);

// Runs `call(siding_error*)`, which returns SIDING_OK or why not. The result is
// nullopt, or a clause: "failed: ...", "threw ...".
template <class Call>
std::optional<std::string> fenced(Call call) noexcept {
  siding_error error{};
  error.size = sizeof error;
  try {
    const std::int32_t result = call(&error);
    if (result == SIDING_OK) return std::nullopt;
    const std::string text = error_text(error);
    return text.empty() ? "failed with " + std::to_string(result) + " and without a word" : "failed: " + text;
  } catch (const std::exception& exception) {
    return std::string{"threw an exception through the C boundary: "} + exception.what();
  } catch (...) {
    return "threw something that is no std::exception through the C boundary";
  }
}

}  // namespace siding::plugin
