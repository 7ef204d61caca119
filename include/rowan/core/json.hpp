// A JSON document as a column value.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// A JSON document, kept as its compact text, so that any JSON library can be used on it (and none is needed to compile
/// this header). The default is JSON `null`, which is not SQL NULL: for that use `std::optional<Json>`.
class ROWAN_EXPORT Json {
 public:
  Json() : text_("null") {}
  /// Checks and compacts `text`; numbers keep their digits, objects their order. @throws InvalidValue with the position
  /// of the mistake.
  explicit Json(std::string_view text);
  explicit Json(const char* text) : Json(std::string_view(TextArgument(text))) {}
  explicit Json(std::nullptr_t) = delete;
  /// Takes text known to be JSON, as a database returned it, unchecked.
  static Json trusted(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_null() const { return text_ == "null"; }

  /// Equal compact text; `{"a":1,"b":2}` and `{"b":2,"a":1}` differ.
  friend bool operator==(const Json&, const Json&) = default;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Json& json);

 private:
  std::string text_;
};

}  // namespace rowan
