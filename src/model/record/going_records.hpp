// The records that a destroy() under way takes with it.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "model/record/key.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// Those of one destroy() and its dependents, known to the thread for as long as it runs.
class GoingRecords {
 public:
  explicit GoingRecords(DatabaseCore& database) noexcept;
  ~GoingRecords();
  GoingRecords(const GoingRecords&) = delete;
  GoingRecords& operator=(const GoingRecords&) = delete;

  /// False when it is among them already: several ways may lead to a dependent, in a circle even, or as one of another
  /// model of its table.
  bool add(const ModelInfo& model, Key key) { return keys_[&model.root()].insert(std::move(key)).second; }
  /// Whether any destroy() of this thread takes the record with it: that of this database, not a copy in another.
  static bool include(const ModelInfo& model, const Key& key, DatabaseCore& database);

 private:
  DatabaseCore& database_;
  std::unordered_map<const ModelInfo*, std::unordered_set<Key, KeyHash>> keys_;  ///< by root()
  const GoingRecords* outer_;
};

}  // namespace rowan
