// A member of a model, named by a text or by its column.
#pragma once

#include <concepts>
#include <string_view>

#include "rowan/core/text_argument.hpp"

namespace rowan {

/// A column as queries know it (`Post::c.title`): something with a name.
template <class C>
concept named_column = requires {
  { C::name() } -> std::convertible_to<std::string_view>;
};

/// What a function takes that works by name: `record.get("title")`, `record.get(Post::c.title)`. For the length of the
/// call, as TextArgument.
class MemberName {
 public:
  MemberName() = default;
  template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
  MemberName(const Text& name) : name_(TextArgument(name)) {}  // NOLINT(google-explicit-constructor)
  template <named_column C>
  MemberName(const C&) : name_(C::name()) {}  // NOLINT(google-explicit-constructor)

  operator std::string_view() const noexcept { return name_; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] std::string_view text() const noexcept { return name_; }

 private:
  std::string_view name_;
};

}  // namespace rowan
