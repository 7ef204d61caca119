// What assign_json takes from JSON that comes from outside.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/member_name.hpp"

namespace rowan {

/// The attributes that may be set, by name. Default: none of them.
class AllowedAttributes {
 public:
  AllowedAttributes() = default;
  AllowedAttributes(std::initializer_list<MemberName> names)  // NOLINT(google-explicit-constructor)
  {
    for (std::string_view name : names) names_.emplace_back(name);
  }
  AllowedAttributes(std::vector<std::string> names)  // NOLINT(google-explicit-constructor)
      : names_(std::move(names)) {}
  [[nodiscard]] static AllowedAttributes all() {
    AllowedAttributes every;
    every.all_ = true;
    return every;
  }

  [[nodiscard]] bool allows_all() const { return all_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  bool all_ = false;
};

struct JsonOptions {
  AllowedAttributes only = AllowedAttributes::all();  ///< `{.only = {"title", "pages"}}`
  bool ignore_others = false;  ///< skip what may not be set, and unknown names, instead of throwing
  std::size_t most_bytes = std::size_t{16} * 1024 * 1024;  ///< a longer text is refused before it is read
};

}  // namespace rowan
