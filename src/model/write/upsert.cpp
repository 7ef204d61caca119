// upsert_all, and upsert of one record.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "model/load/record_statements.hpp"
#include "model/load/see_now.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/anchor.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/resolve.hpp"
#include "model/record/tell_change.hpp"
#include "model/write/upsert_rows.hpp"
#include "model/write/writer.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/model/upsert_with_keys.hpp"

namespace rowan {
namespace {

// A default condition hides rows of other tenants, say, or those that were deleted softly.
void require_shown(const ModelInfo& model, const SelectQuery& which, DatabaseCore& database, bool begins) {
  require_no_other_kind(model, which.where, database);
  const Expr shown = default_condition(model);
  if (shown.always_true()) return;
  const auto is_there = [&](SelectQuery query, std::optional<RowLock> lock) {
    query.lock = lock;
    const Lease connection = database.acquire();
    return any_row(*connection, connection->compiler().select(query), model.name, "find upserted");
  };
  // A lock of a row that is not there keeps others from inserting it on MariaDB: two that both do are a deadlock. In a
  // transaction that has begun, reading without one may miss a row that others have committed since.
  if (begins && !is_there(which, {})) return;
  SelectQuery visible = which;
  add_default_conditions(visible);
  if (is_there(which, RowLock()) && !is_there(visible, RowLock()))
    throw RecordNotSaved(
        fmt::format("the {} that this one would update is hidden by a default condition: find it with "
                    "unscoped(), and change that",
                    model.name));
}

// What is looked for by, and read back, is what is written.
void take_normal_forms(ModelBase& record) {
  const Anchor anchor(record);
  for (const AttributeInfo& attribute : record.model_info().attributes) {
    if (attribute.normalizers.empty()) continue;
    const Value normal = attribute.normalized(attribute.ops->get(member_of(record.object(), attribute)));
    anchor.require_in_place("upsert");
    attribute.ops->set(member_of(record.object(), attribute), normal);
  }
}

RecordSet rows_now(const SelectQuery& which, const std::shared_ptr<DatabaseCore>& database) {
  LoadOptions untracked;
  untracked.readonly = true;
  SelectQuery now = which;
  see_now(now, *database);
  return run_select_untold(now, untracked, database);
}

// What was sent may have been kept by the row, and more may be in it.
void become(ModelBase& record, Slot& row, DatabaseCore& database) {
  enlist(record.need_slot(), database);
  copy_attributes(record.model_info(), row.self->object(), record.object());
  settle_insert(record, database);
}

// The callbacks are the record's own, and what they change is not in the row.
void read_back(ModelBase& record, const SelectQuery& which, const std::shared_ptr<DatabaseCore>& database) {
  const ModelInfo& model = record.model_info();
  const RecordSet rows = rows_now(which, database);
  if (rows.empty()) nothing_inserted(model);
  become(record, *rows.slot(0), *database);
  if (model.tells_found) tell_found(record);
}

void require_new(const ModelBase& record) {
  detail::require_alive(record, "upsert");
  if (record.is_new()) return;
  throw RecordNotSaved(
      fmt::format("this {} has a row already: an upsert is of a new record; save() it", record.model_info().name));
}

/// Makes records the rows that they were upserted to.
class ReadBack {
 public:
  ReadBack(const UpsertRows& upsert, std::span<ModelBase* const> records, const std::shared_ptr<DatabaseCore>& database)
      : upsert_(upsert), records_(records), database_(database) {
    anchors_.reserve(records.size());
    for (ModelBase* record : records) anchors_.emplace_back(*record);
  }

  void require_in_place() const {
    for (const Anchor& anchor : anchors_) anchor.require_in_place("upsert");
  }

  void run() const {
    require_in_place();
    constexpr std::size_t at_once = 100;
    for (std::size_t from = 0; from < records_.size(); from += at_once)
      find(records_.subspan(from, std::min(at_once, records_.size() - from)));
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!records_[i]->model_info().tells_found) return;
      anchors_[i].require_in_place("upsert");
      tell_found(*records_[i]);
    }
  }

 private:
  // Most rows hold what was sent as it was sent. What the database holds equal in another spelling, it is asked for.
  void find(std::span<ModelBase* const> some) const {
    std::vector<SelectQuery> each;
    std::vector<Expr> any;
    for (ModelBase* record : some) any.push_back(each.emplace_back(upsert_.row_of(record->object())).where);
    SelectQuery all = each.front();
    all.where = any_of(any);
    const RecordSet rows = rows_now(all, database_);
    std::map<std::vector<std::string>, Slot*> by_key;
    for (std::uint32_t i = 0; i < rows.size(); ++i) by_key.emplace(key_of(*rows.slot(i)->self), rows.slot(i));
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto found = by_key.find(key_of(*some[i]));
      if (found != by_key.end())
        become(*some[i], *found->second, *database_);
      else
        find_alone(*some[i], each[i]);
    }
  }

  void find_alone(ModelBase& record, const SelectQuery& which) const {
    const RecordSet rows = rows_now(which, database_);
    if (rows.empty()) nothing_inserted(record.model_info());
    become(record, *rows.slot(0), *database_);
  }

  [[nodiscard]] std::vector<std::string> key_of(ModelBase& record) const {
    std::vector<std::string> key;
    for (const AttributeInfo* part : upsert_.conflict())
      key.push_back(part->ops->get(member_of(record.object(), *part)).to_string());
    return key;
  }

  const UpsertRows& upsert_;
  std::span<ModelBase* const> records_;
  const std::shared_ptr<DatabaseCore>& database_;
  std::vector<Anchor> anchors_;
};

}  // namespace

std::uint64_t detail::upsert_all(const ModelInfo& model, const void* first, std::size_t stride, std::size_t count,
                                 std::span<const std::string_view> unique_by, const UpsertOptions& options) {
  UpsertRows upsert(model, unique_by, options);
  if (count == 0) return 0;
  const auto database = rowan::resolve_database(model, options.database);
  const Rows rows(model, first, stride, count);
  upsert.require_index(*database);
  upsert.require_values(rows);
  require_insertable(rows, database);
  if (model.base != nullptr) upsert.require_kind(rows, *database);
  const detail::RowsInPlace in_place(rows);
  return tell_bulk_write(model, Operation::upsert_all, *database, [&] {
    in_place.require("upsert_all");
    return upsert.write(rows, *database);
  });
}

void detail::upsert_all_with_keys(const ModelInfo& model, std::span<ModelBase* const> records,
                                  std::span<const std::string_view> unique_by, const UpsertOptions& options) {
  UpsertRows upsert(model, unique_by, options);
  if (records.empty()) return;
  const auto database = rowan::resolve_database(model, options.database);
  upsert.require_index(*database);
  std::vector<const std::byte*> objects;
  for (ModelBase* record : records) {
    require_new(*record);
    if (model.prepares) take_normal_forms(*record);
    objects.push_back(static_cast<const std::byte*>(object_of(model, *record)));
  }
  const Rows rows(model, objects);
  upsert.require_values(rows);
  upsert.require_sent(rows);
  require_insertable(rows, database);
  ReadBack back(upsert, records, database);
  database->run_step([&](Transaction&) {
    if (model.base != nullptr) upsert.require_kind(rows, *database);
    tell_bulk_write(model, Operation::upsert_all, *database, [&] {
      back.require_in_place();
      return upsert.write(rows, *database);
    });
    back.run();
  });
}

void ModelBase::upsert(std::initializer_list<MemberName> unique_by) { upsert(unique_by, UpsertOptions()); }

void ModelBase::upsert(std::initializer_list<MemberName> unique_by, const UpsertOptions& options) {
  require_new(*this);
  const ModelInfo& model = model_info();
  if (model.prepares) take_normal_forms(*this);
  UpsertRows upsert(model, std::vector<std::string_view>(unique_by.begin(), unique_by.end()), options);
  const SelectQuery row = upsert.row_of(object());
  const auto database = rowan::resolve_database(model, options.database);
  upsert.require_index(*database);
  const std::byte* const at[] = {static_cast<const std::byte*>(object())};
  const detail::Rows rows(model, at);
  detail::require_insertable(rows, database);
  upsert.require_sent(rows);
  const bool begins = database->transaction() == nullptr;
  const Anchor anchor(*this);
  database->run_step([&](Transaction&) {
    require_shown(model, row, *database, begins);
    tell_bulk_write(model, Operation::upsert_all, *database, [&] {
      anchor.require_in_place("upsert");
      return upsert.write(rows, *database);
    });
    anchor.require_in_place("upsert");
    read_back(*this, row, database);
  });
}

}  // namespace rowan
