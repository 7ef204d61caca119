// Dependents whose end nobody watches: they are deleted together, before the records that they depend on.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "model/record/anchor.hpp"
#include "rowan/connection/database_core.hpp"

namespace rowan {

/// Deletes the row of a record, which leaves the lists that it is in. @throws StaleRecord.
void remove_record(ModelBase& record, DatabaseCore& database);
/// The same, but a row that is gone is no error: callbacks of another dependent may have destroyed it.
void delete_dependent(ModelBase& record, DatabaseCore& database);

/// The rows that one destroy() is yet to delete, by the depth at which it came to them.
class LaterDeletes {
 public:
  explicit LaterDeletes(DatabaseCore& database) : database_(database) {}
  /// Whether it is all the same when, and with which others, its row is deleted.
  [[nodiscard]] static bool takes(const ModelBase& record);
  void add(ModelBase& record, int depth) { later_[depth].emplace_back(record); }
  /// The deepest first; those of one model and depth by one statement.
  void delete_below(int depth);

 private:
  using Some = std::span<const Anchor* const>;
  void delete_together(const ModelInfo& model, Some records);
  void delete_by_keys(const ModelInfo& model, Some records);
  DatabaseCore& database_;
  std::map<int, std::vector<Anchor>> later_;
};

}  // namespace rowan
