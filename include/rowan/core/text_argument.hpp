// A text that a caller gives.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "rowan/export.hpp"

namespace rowan {

/// Takes what std::string_view takes, for the length of the call. A `const char*` that is null (from std::getenv, from
/// a C library) is InvalidValue, where std::string_view would read through it.
class ROWAN_EXPORT TextArgument {
 public:
  template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
  TextArgument(const Text& text) {  // NOLINT(google-explicit-constructor)
    if constexpr (!std::is_array_v<Text> && std::is_convertible_v<const Text&, const char*>) {
      if (static_cast<const char*>(text) == nullptr) [[unlikely]]
        refuse_null();
    }
    text_ = text;
  }
  TextArgument(std::nullptr_t) = delete;  ///< NULL is std::nullopt

  operator std::string_view() const noexcept { return text_; }  // NOLINT(google-explicit-constructor)

  [[noreturn]] static void refuse_null();

 private:
  std::string_view text_;
};

}  // namespace rowan
