#include "association/load.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/settle.hpp"
#include "association/share_index.hpp"
#include "association/shared_columns.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/read_again.hpp"
#include "model/load/record_statements.hpp"
#include "model/load/uuid_spelling.hpp"
#include "query/standing_conditions.hpp"
#include "reflect/error_details.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/compiler.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

// Puts each row's target on its owner's share.
class Distributor final : public RowVisitor {
 public:
  /// `keys` are those that this load asks for; they are in the stash.
  Distributor(Stash& stash, std::span<const Key> keys, const AssociationLoadSql& load, const ModelInfo& target)
      : stash_(stash), load_(load) {
    if (load.owner_key.size() != 1 || !is_integer(load.owner_key[0]->type.kind)) return;
    index_.emplace(stash, keys);
    const auto column = static_cast<std::size_t>(load.key_columns[0]);
    if (column < target.members.size() && is_integer(target.attributes[column].type.kind))
      member_ = &target.members[column];
  }
  void row(RowReader& row, Slot& slot) override {
    Share& share = index_ ? (*index_)[integer_key(row, slot)] : stash_.shares[key_of_parts(row)];
    slot.block->add_strong();
    if (share.empty()) share.reserve(8);  // one allocation instead of four for the usual few
    share.push_back(&slot);
  }

 private:
  std::uint64_t integer_key(RowReader& row, const Slot& slot) const {
    std::uint64_t word = 0;
    if (member_ == nullptr && is_unsigned(load_.owner_key[0]->type.kind)) {
      row.read(load_.key_columns[0], word);
      return word;
    }
    if (member_ == nullptr) {
      std::int64_t number = 0;
      row.read(load_.key_columns[0], number);
      return static_cast<std::uint64_t>(number);
    }
    take_fingerprint(*member_, slot.block->object(slot.row), &word);
    return word;
  }
  Key key_of_parts(RowReader& row) const {
    std::vector<Value> parts;
    for (std::size_t i = 0; i < load_.owner_key.size(); ++i)
      parts.push_back(read_value(row, load_.key_columns[i], load_.owner_key[i]->type.kind));
    return make_key(std::move(parts));
  }
  Stash& stash_;
  const AssociationLoadSql& load_;
  std::optional<ShareIndex> index_;     ///< when the key is one integer
  const MemberStep* member_ = nullptr;  ///< where that already is in the record; null: only in the row
};

// How many of the keys one statement may ask for, beside the parameters of its scope.
std::size_t most_keys(const DatabaseCore& database, const AssociationInfo& association, const SelectQuery* scope,
                      std::size_t keys) {
  const std::size_t most = database.dialect().can().max_parameters, surely = most / 16;
  if (keys <= surely) return surely;
  const AssociationLoadSql one = database.compiler().association_load(association, 1, scope);
  if (one.keys_as_lists) return max_keys_per_load;
  const std::size_t parts = one.owner_key.size();
  const std::size_t others = std::min<std::size_t>(one.parameters.size() - parts, most - parts);
  return (most - others) / parts;
}

// Few different statement texts, so that the cache holds them: the number of placeholders is a power of two, the last
// key repeated.
std::size_t padded(std::size_t keys, std::size_t most) { return std::min(std::bit_ceil(keys), most); }

/// The statement for one portion, compiled for an earlier load of the same shape or for this one.
class PortionLoad {
 public:
  PortionLoad(const AssociationInfo& association, std::size_t places, const SelectQuery* scope, bool counts = false)
      : association_(association),
        places_(places),
        asked_(scope),
        shape_(scope != nullptr ? *scope : whole_, counts ? 'n' : 'a'),
        counts_(counts) {}

  /// Before a connection is taken: whether SQL of the user's is in it, which may do more than read.
  bool is_raw(const StatementCompiler& compiler) {
    if (!shape_.usual()) once_ = compile(compiler);
    return once_ && once_->raw;
  }
  void prepare(Connection& connection) {
    if (once_) {
      values_ = once_->parameters;
      return;
    }
    RecordStatements& statements = RecordStatements::of(connection, *association_.target);
    const std::string text = name();
    kept_ = statements.find_load(text);
    if (kept_ != nullptr) {
      values_ = KeptValues(shape_, *kept_->scope).values();
      return;
    }
    kept_ = statements.keep_load(text, shape_, compile(connection.compiler()));
    values_ = kept_->load.parameters;
  }

  [[nodiscard]] const AssociationLoadSql& sql() const { return once_ ? *once_ : kept_->load; }
  void bind(std::span<const Key> keys, ParameterWriter& parameters) const { bind(keys, parameters, parameters); }
  /// The keys to the one, and the scope's values to the other.
  void bind(std::span<const Key> keys, ParameterWriter& parameters, ParameterWriter& others) const;

 private:
  [[nodiscard]] AssociationLoadSql compile(const StatementCompiler& compiler) const {
    return counts_ ? compiler.association_count(association_, asked_)
                   : compiler.association_load(association_, places_, asked_);
  }
  // Associations live as long as the process.
  [[nodiscard]] std::string name() const {
    return fmt::format("{} {} {} {}", static_cast<const void*>(&association_), places_, asked_ != nullptr,
                       shape_.text());
  }

  const AssociationInfo& association_;
  const std::size_t places_;
  const SelectQuery* asked_;
  const SelectQuery whole_{};
  const QueryShape shape_;
  const bool counts_;  ///< how many there are is all that is asked
  std::optional<AssociationLoadSql> once_;
  std::shared_ptr<const KeptLoad> kept_;
  std::vector<Value> values_;
};

void PortionLoad::bind(std::span<const Key> keys, ParameterWriter& parameters, ParameterWriter& others) const {
  const AssociationLoadSql& load = sql();
  const std::size_t parts = load.owner_key.size();
  const std::size_t beyond_keys = load.first_key_parameter + load.key_parameters;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (i >= load.first_key_parameter && i < beyond_keys) continue;
    write_value(others, static_cast<int>(i), values_[i], load.kinds[i]);
  }
  if (load.keys_as_lists)
    return write_key_lists(parameters, static_cast<int>(load.first_key_parameter), keys, load.owner_key);
  for (std::size_t place = 0; place < places_; ++place) {
    const Key& key = keys[std::min(place, keys.size() - 1)];
    write_key(parameters, static_cast<int>(load.first_key_parameter + place * parts), key, load.owner_key);
  }
}

void require_usual_spelling(Connection& connection, const AssociationInfo& association, std::span<const Key> keys,
                            std::size_t places, const SelectQuery* scope) {
  if (!may_be_spelt_otherwise(connection, *association.target)) return;
  EqualUuids equal;
  std::optional<SelectQuery> marked;
  if (scope != nullptr) marked.emplace(*scope).where = equal.mark(scope->where);
  PortionLoad portion(association, places, marked ? &*marked : nullptr);
  static_cast<void>(portion.is_raw(connection.compiler()));
  portion.prepare(connection);
  require_usual_spelling(
      connection, *association.target, portion.sql().sql, equal,
      [&](ParameterWriter& by_keys, ParameterWriter& others) { portion.bind(keys, by_keys, others); });
}

// Loads the targets of as many owners as one statement may ask for. Null when a row's owner was not found.
std::unique_ptr<Stash> load_portion(const AssociationInfo& association, std::span<const Key> keys, std::size_t most,
                                    const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options,
                                    const SelectQuery* scope, std::string_view purpose, bool& may_repeat) {
  auto part = std::make_unique<Stash>();
  part->shares.reserve(keys.size());
  for (const Key& key : keys) part->shares.try_emplace(key);
  PortionLoad portion(association, padded(keys.size(), most), scope);
  const bool raw = portion.is_raw(database->compiler());
  may_repeat = !raw;
  Lease connection = database->acquire(raw ? Intent::raw_read : Intent::read);
  portion.prepare(*connection);
  const AssociationLoadSql& load = portion.sql();
  const TimeLimit limit(*connection, options.timeout);
  if (const TransactionState* transaction = database->transaction()) part->epoch = transaction->epoch();
  RecordSet records;
  {
    Statement& statement = connection->prepared(load.sql);
    if (raw) statement.keep_parameter_types();
    Execution execution(*connection, statement, association.target->name, purpose, options.tag);
    portion.bind(keys, statement);
    Distributor distributor(*part, keys, load, *association.target);
    records = read_records(*association.target, statement, database, options, &distributor);
    execution.rows = records.size();
  }
  if (records.empty() && has_uuid(load.kinds)) [[unlikely]]
    require_usual_spelling(*connection, association, keys, padded(keys.size(), most), scope);
  if (!settle_shares(association, keys, *part, records, *connection)) part.reset();
  return part;
}

[[noreturn]] void ownerless(const AssociationInfo& association) {
  throw QueryError(
      fmt::format("{} found rows in {} that are, when the database is asked again, no record's: their keys compare "
                  "differently one time and the other; give both columns of the key one type and collation",
                  full_name(association), association.target->table),
      details_of(*association.target));
}

std::unique_ptr<Stash> load_once(const AssociationInfo& association, const std::vector<Key>& keys,
                                 const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options,
                                 const SelectQuery* scope, std::string_view purpose, bool& may_repeat) {
  // Rows may change between the load and the question whose they are.
  constexpr int most_tries = 3;
  auto stash = std::make_unique<Stash>();
  std::size_t most = keys.size();
  for (std::span<const Key> rest(keys); !rest.empty(); rest = rest.subspan(std::min(most, rest.size()))) {
    most = most_keys(*database, association, scope, rest.size());
    const std::span<const Key> some = rest.first(std::min(most, rest.size()));
    std::unique_ptr<Stash> part;
    for (int tries = 0; part == nullptr; ++tries) {
      if (tries == most_tries) ownerless(association);
      part = load_portion(association, some, most, database, options, scope, purpose, may_repeat);
    }
    if (some.size() == keys.size()) return part;
    stash->epoch = part->epoch;
    stash->merge(*part);
  }
  return stash;
}

}  // namespace

std::optional<SelectQuery> shown_targets(const AssociationInfo& association, Scoping scoping) {
  SelectQuery scope;
  scope.where = condition_on_targets(association, scoping);
  if (scope.where.always_true()) return std::nullopt;
  scope.model = association.target;
  return scope;
}

namespace {

// What the association leaves out is left out whoever asks; the rest a query of the caller's says itself.
std::optional<SelectQuery> narrowed(const AssociationInfo& association, const SelectQuery* scope,
                                    const LoadOptions& options) {
  if (scope == nullptr) return shown_targets(association, options.unscoped ? Scoping::unscoped : Scoping::usual);
  if (association.condition == nullptr) return std::nullopt;
  SelectQuery both = *scope;
  both.where = own_condition(association) && both.where;
  return both;
}

}  // namespace

std::uint64_t count_targets(const AssociationInfo& association, const Key& key, DatabaseCore& database) {
  const std::optional<SelectQuery> shown = shown_targets(association);
  PortionLoad portion(association, 1, shown ? &*shown : nullptr, true);
  const bool raw = portion.is_raw(database.compiler());
  Lease connection = database.acquire(raw ? Intent::raw_read : Intent::read);
  portion.prepare(*connection);
  Statement& statement = connection->prepared(portion.sql().sql);
  if (raw) statement.keep_parameter_types();
  Execution execution(*connection, statement, association.target->name, "count " + association.name);
  portion.bind({&key, 1}, statement);
  std::int64_t count = 0;
  if (statement.step()) statement.read(0, count);
  execution.rows = 1;
  return static_cast<std::uint64_t>(count);
}

std::unique_ptr<Stash> load_shares(const AssociationInfo& association, const std::vector<Key>& keys,
                                   const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options,
                                   const SelectQuery* scope, std::string_view purpose) {
  const std::optional<SelectQuery> shown = narrowed(association, scope, options);
  auto stash = read_again_when_lost(*database, [&](bool& may_repeat) {
    return load_once(association, keys, database, options, shown ? &*shown : scope, purpose, may_repeat);
  });
  stash->tells_found = association.target->tells_found;
  return stash;
}

}  // namespace rowan
