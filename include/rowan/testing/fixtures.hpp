// Rows for tests, from JSON that names them.
//
//   const auto rows = rowan::testing::load_fixtures(db, R"({
//     "authors": {"lem": {"name": "Stanisław Lem"}},
//     "books":   {"solaris": {"title": "Solaris", "author": "lem"}}
//   })");
//   EXPECT_EQ(rows.get<Book>("solaris").author->name, "Stanisław Lem");
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/any_record.hpp"

namespace rowan::testing {

/// Says where: the file, the set, the label, the attribute; and what is wrong there.
class ROWAN_EXPORT FixtureError : public Error {
 public:
  using Error::Error;
  FixtureError(const FixtureError&) noexcept = default;
  FixtureError& operator=(const FixtureError&) noexcept = default;
  ~FixtureError() override;
};

/// The rows that `load_fixtures` saved, by their labels. Copies are independent; thread-safe as any constant object.
class ROWAN_EXPORT Fixtures {
 public:
  /// The row as it is now, read anew. @throws FixtureError for an unknown label, with near misses; RecordNotFound when
  /// the row is gone, or a default condition hides it.
  template <class T>
  [[nodiscard]] T get(TextArgument label) const {
    const AnyRecord found = find(T::rowan_info(), label);
    return std::move(static_cast<T&>(*found));
  }
  /// The same where only run time knows the model.
  [[nodiscard]] AnyRecord find(const ModelInfo& model, std::string_view label) const;

 private:
  friend class FixtureLoader;
  explicit Fixtures(Database database) : database_(std::move(database)) {}

  struct Row {
    const ModelInfo* model;
    std::vector<Value> key;
  };
  Database database_;
  std::map<const ModelInfo*, std::map<std::string, Row, std::less<>>> rows_;  ///< by the table's own model, and label
};

/// Saves rows in one transaction: of an object of sets, each an object of labelled rows, each an object of attributes.
/// `path_or_json` is JSON when it begins with `{` or `[`, else the path of a file.
///
/// A set is named by its model ("Book", or in full, "shop::Book") or table ("books"). Attributes are named and written
/// as for `assign_json`; a belongs_to is given by the label of its target, null for none, and the label of a reference
/// to one of several models as `{"photos": "sunset"}`; a many_to_many by a list of labels. Targets are saved first.
/// Where rows refer to each other in a circle, one reference that may be null is set by another save, when all rows are
/// there; at last rows are joined. Rows are saved as `save_or_throw` does, with validations, callbacks and time-stamps.
/// @throws FixtureError, and what the database throws for reasons of its own, as Deadlock.
[[nodiscard]] ROWAN_EXPORT Fixtures load_fixtures(const Database& database, TextArgument path_or_json);

}  // namespace rowan::testing
