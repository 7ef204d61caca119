// Nested writes, done: each by the operation on records and associations that there is for it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "association/list_changes.hpp"
#include "association/nested_rows.hpp"
#include "rowan/model/any_record.hpp"

namespace rowan::nested {

/// One nested write. Its functions return false when a record could not be saved; `errors` says why, and all is undone.
class Writer {
 public:
  explicit Writer(Errors& errors) : errors_(errors) {}
  ~Writer() {  // the last change is undone first
    while (!references_.empty()) references_.pop_back();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// In a step of `database`, where the record is saved.
  bool write(ModelBase& record, const NestedWrite& write, const std::string& path,
             const std::shared_ptr<DatabaseCore>& database);
  /// It is done. Until then the end of this takes back what the record refers to; then the end of the transaction does.
  void keep(DatabaseCore& database);

 private:
  using Use = std::function<bool(ModelBase&)>;
  /// Targets of references, which are destroyed once nothing refers to them.
  struct Leaving {
    std::string path;
    AnyRecords target;
  };
  bool do_step(const Task& task, const DatabaseCore& database, std::vector<Leaving>& leaving);
  bool save(ModelBase& record, const std::string& path, const std::shared_ptr<DatabaseCore>& database);
  bool connect_or_create(const Task& task, const AnyRelation& among, const Use& use);

  // What the record refers to, before it is saved itself.
  bool refer(const Task& task, std::vector<Leaving>& leaving);
  bool refer_to_new(const Task& task);
  bool refer_to(const Task& task, const ModelBase& target);
  bool refer_to_none(const Task& task);

  // Targets, once their owner has its row.
  bool write_targets(const Task& task);
  bool change_targets(const Task& task);
  bool create(const Task& task);
  bool add(const Task& task, ModelBase& target);
  bool connect(const Task& task, ModelBase& target);
  bool disconnect(const Task& task, ModelBase& target);
  bool set(const Task& task);

  Errors& errors_;
  std::vector<std::unique_ptr<ListChanges>> references_;  ///< the first change first
};

void destroy_at(ModelBase& record, const std::string& path);

}  // namespace rowan::nested
