// Saving many records at once: what it returns, and how it takes them.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/export.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/save_result.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {

/// True when all records are saved. Else none is, and `failures()` says which ones are at fault, and why.
struct [[nodiscard]] SaveAllResult {
  struct Failure {
    std::size_t index;  ///< of the record, in the order they were given
    SaveResult result;
  };

  SaveAllResult() = default;
  explicit SaveAllResult(std::vector<Failure> found) : failures_(std::move(found)) {}

  explicit operator bool() const noexcept { return failures_.empty(); }
  /// In the order of the records: all that failed validation; or else the one that a before-callback stopped, or that
  /// violates a declared constraint.
  [[nodiscard]] const std::vector<Failure>& failures() const noexcept { return failures_; }
  /// "record 3: title can't be blank", a line for each.
  [[nodiscard]] ROWAN_EXPORT std::string to_string() const;
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const SaveAllResult& result);
  template <detail::test_assertion Assertion>
  operator Assertion() const {  // NOLINT(google-explicit-constructor)
    return Assertion(static_cast<bool>(*this)) << to_string();
  }

 private:
  std::vector<Failure> failures_;
};

namespace detail {

/// `passed` is null where no database was named.
ROWAN_EXPORT SaveAllResult save_all(const ModelInfo& model, std::span<ModelBase* const> records,
                                    const Database* passed);
ROWAN_EXPORT void save_all_or_throw(const ModelInfo& model, std::span<ModelBase* const> records,
                                    const Database* passed);

template <class T, class Item>
ModelBase* record_in(Item& item) {
  static_assert(!std::is_base_of_v<T, Item> || is_own_model<std::remove_cv_t<Item>>,
                "rowan: this class inherits a model but is none: its own members would be lost; derive it from "
                "rowan::Model of itself");
  if constexpr (std::is_convertible_v<Item&, T&>) {
    return &static_cast<T&>(item);
  } else if constexpr (requires { static_cast<T&>(*item); }) {
    if constexpr (std::is_constructible_v<bool, Item&>) {
      if (!static_cast<bool>(item)) return nullptr;
    }
    return &static_cast<T&>(*item);
  } else {
    static_assert(
        !sizeof(Item),
        "rowan: save_all and preload_into take a range of records of this model, or of pointers to them; not const");
  }
}

template <class T, class Range>
std::vector<ModelBase*> records_in(Range& range) {
  std::vector<ModelBase*> records;
  for (auto& item : range) records.push_back(record_in<T>(item));
  return records;
}

}  // namespace detail
}  // namespace rowan
