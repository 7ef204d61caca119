#include "association/load.hpp"

#include <bit>

#include <fmt/format.h>

#include "model/graph.hpp"
#include "model/hydrate.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

// Puts each row's target on its owner's share.
class Distributor final : public RowVisitor {
 public:
  Distributor(Stash& stash, const AssociationLoadSql& load) : stash_(stash), load_(load) {
    integer_ = load.owner_key.size() == 1 && is_integer(load.owner_key[0]->type.kind);
  }
  void row(RowReader& row, Slot& slot) override {
    Key key;
    if (integer_) read_integer(row, key);
    else read_parts(row, key);
    if (last_ == nullptr || !(key == last_key_)) {
      last_ = &stash_.shares[key];
      last_key_ = std::move(key);
    }
    slot.block->add_strong();
    last_->push_back(&slot);
  }

 private:
  void read_integer(RowReader& row, Key& key) const {
    std::int64_t number = 0;
    row.read(load_.key_columns[0], number);
    key.word = static_cast<std::uint64_t>(number);
  }
  void read_parts(RowReader& row, Key& key) const {
    std::vector<Value> parts;
    for (std::size_t i = 0; i < load_.owner_key.size(); ++i) parts.push_back(read_value(row, load_.key_columns[i], load_.owner_key[i]->type.kind));
    key = make_key(std::move(parts));
  }
  Stash& stash_;
  const AssociationLoadSql& load_;
  bool integer_;
  Key last_key_;
  std::vector<Slot*>* last_ = nullptr;
};

SelectQuery default_scope(const AssociationInfo& association) {
  SelectQuery scope;
  scope.model = association.target;
  if (!association.order_name.empty()) scope.order.push_back({ast::column(association.order_name), association.order_descending});
  if (association.kind == AssociationKind::has_one) {
    for (const AttributeInfo* part : association.target->primary_key) scope.order.push_back({ast::column(part->name)});
  }
  return scope;
}

// Few different statement texts, so that the cache holds them: the number of placeholders is a power of two, the last key repeated.
std::size_t padded(std::size_t keys) { return std::bit_ceil(keys); }

void bind(const AssociationLoadSql& load, const std::vector<Key>& keys, std::size_t places, Statement& statement) {
  const std::size_t parts = load.owner_key.size();
  const std::size_t last_key_parameter = load.first_key_parameter + places * parts;
  for (std::size_t i = 0; i < load.parameters.size(); ++i) {
    if (i >= load.first_key_parameter && i < last_key_parameter) continue;
    write_value(statement, static_cast<int>(i), load.parameters[i], load.kinds[i]);
  }
  for (std::size_t place = 0; place < places; ++place) {
    const Key& key = keys[std::min(place, keys.size() - 1)];
    write_key(statement, static_cast<int>(load.first_key_parameter + place * parts), key, load.owner_key);
  }
}

LoadOptions without_preloads(const LoadOptions& options) {
  LoadOptions plain = options;
  plain.preloads.clear();
  return plain;
}

}  // namespace

std::unique_ptr<Stash> load_shares(const AssociationInfo& association, const std::vector<Key>& keys, const std::shared_ptr<DatabaseCore>& database,
                                   const LoadOptions& options, const SelectQuery* scope, std::string_view purpose) {
  auto stash = std::make_unique<Stash>();
  for (const Key& key : keys) stash->shares.try_emplace(key);
  const SelectQuery fallback = scope == nullptr ? default_scope(association) : SelectQuery();
  RecordSet set;
  {
    Lease connection = database->acquire();
    if (const TransactionState* transaction = database->transaction()) stash->epoch = transaction->epoch();
    const std::size_t places = padded(keys.size());
    const AssociationLoadSql load = association_load_sql(connection->dialect(), association, places, scope == nullptr ? &fallback : scope);
    Statement& statement = connection->prepared(load.sql);
    Execution execution(*connection, statement, association.target->name, purpose, options.tag);
    bind(load, keys, places, statement);
    Distributor distributor(*stash, load);
    set = read_records(*association.target, statement, database, without_preloads(options), &distributor);
    execution.rows = set.size();
  }
  if (!options.preloads.empty()) preload(*association.target, set, options.preloads, database, options);
  return stash;
}

bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key) {
  const bool by_primary_key = association.kind == AssociationKind::has_one || association.kind == AssociationKind::has_many ||
                              association.kind == AssociationKind::many_to_many;
  if (by_primary_key) {
    key = slot_key(owner);
    return true;
  }
  if (owner.self == nullptr) return false;
  const auto* object = owner.self->object();
  if (association.kind == AssociationKind::belongs_to) return read_key(association.foreign_key, object, key);
  return read_key(association_owner_key(association), object, key);
}

}  // namespace rowan
