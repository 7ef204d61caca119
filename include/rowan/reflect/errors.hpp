// What is wrong with a record, attribute by attribute.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// One complaint. `attribute` is empty when it concerns the whole record.
struct AttributeError {
  std::string attribute, message;

  friend bool operator==(const AttributeError&, const AttributeError&) = default;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const AttributeError& error);
};

/// The complaints about one record, in the order they were found. A plain value.
class ROWAN_EXPORT Errors {
 public:
  void add(MemberName attribute, std::string_view message);
  void add_to_base(std::string_view message) { add({}, message); }

  [[nodiscard]] bool empty() const noexcept { return list_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }
  [[nodiscard]] auto begin() const noexcept { return list_.begin(); }
  [[nodiscard]] auto end() const noexcept { return list_.end(); }
  /// The messages on one attribute.
  [[nodiscard]] std::vector<std::string> on(MemberName attribute) const;
  /// "title can't be blank; price must be at least 0".
  [[nodiscard]] std::string to_string() const;

  /// The same complaints in the same order.
  friend bool operator==(const Errors&, const Errors&) = default;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Errors& errors);

 private:
  std::vector<AttributeError> list_;
};

}  // namespace rowan
