// Does a database fit the models? Asked when a program starts, of tables that others made above all.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

enum class Severity : std::uint8_t {
  error,    ///< something of the model can't work: a statement will fail, or values will be refused
  warning,  ///< it works, but not as the model says: rows may be refused, or match that the model holds different
  note,     ///< worth knowing: something declared is missing that only the database would watch over
};

/// "error", "warning", "note"
ROWAN_EXPORT std::string_view to_string(Severity severity);

/// One thing in which a table is not as its model says.
struct Finding {
  Severity severity = Severity::error;
  std::string model, attribute, table, column;  ///< empty where it is about none
  std::string text;                             ///< a sentence that names them
};

/// What `check` found; empty when every table fits.
class ROWAN_EXPORT CheckReport {
 public:
  CheckReport() = default;
  explicit CheckReport(std::vector<Finding> findings) : findings_(std::move(findings)) {}

  /// By model, errors first.
  [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
  [[nodiscard]] bool empty() const noexcept { return findings_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return findings_.size(); }
  [[nodiscard]] auto begin() const noexcept { return findings_.begin(); }
  [[nodiscard]] auto end() const noexcept { return findings_.end(); }
  /// Whether something can't work.
  [[nodiscard]] bool has_errors() const noexcept;
  /// A line for each: "error: Book.title: …".
  [[nodiscard]] std::string to_string() const;

 private:
  std::vector<Finding> findings_;
};

ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const CheckReport& report);

/// Compares models with the tables and views of `database` that they are mapped to, and says in sentences what does not
/// fit: what is missing, types, NULL, lengths, collations, keys, indexes and foreign keys. Nothing is written; some
/// three queries of the catalogue, whatever the number of models. @throws as a query; MappingError when a model can't
/// be described at all (`registry().validate()` tells all of it); Unsupported where the database's plugin can't read a
/// catalogue.
ROWAN_EXPORT CheckReport check(const Database& database, std::span<const ModelInfo* const> models);
/// All registered models that live in this database: those that name it, and those that name none.
ROWAN_EXPORT CheckReport check(const Database& database);
template <class First, class... More>
CheckReport check(const Database& database) {
  const std::array<const ModelInfo*, 1 + sizeof...(More)> models{&First::rowan_info(), &More::rowan_info()...};
  return check(database, models);
}

}  // namespace rowan
