#include "model/load/record_statements.hpp"

#include <algorithm>

#include "model/load/respell.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

// More shapes of UPDATE than this go through the connection's least-recently-used cache.
constexpr std::size_t kept_shapes = 24;

constexpr std::size_t kept_batches = 8;

// A program has so many queries on a model that this is never reached, or makes them up as it goes.
constexpr std::size_t kept_queries = 128;

}  // namespace

std::vector<const AttributeInfo*> attributes_of(const ModelInfo& model, AttributeMask mask) {
  std::vector<const AttributeInfo*> list;
  for (const AttributeInfo& attribute : model.attributes) {
    if ((mask >> attribute.index & 1U) != 0) list.push_back(&attribute);
  }
  return list;
}

RecordStatements::RecordStatements(Connection& connection, const ModelInfo& model)
    : connection_(connection),
      model_(model),
      tells_last_key_(connection.dialect().can().last_insert_id),
      inserts_by_mask_(model.members.size() <= 64 && !model.has_database_defaults &&
                       (!model.generated_key || tells_last_key_ || connection.dialect().can().returning)) {}

RecordStatements& RecordStatements::make(Connection& connection, const ModelInfo& model) {
  auto made = std::make_unique<RecordStatements>(connection, model);
  RecordStatements& statements = *made;
  connection.extension(model.id) = std::move(made);
  return statements;
}

bool RecordStatements::guard_write() { return guards_write_ = connection_.driver().guard_next_statement(); }

void RecordStatements::forget_guard() noexcept {
  guards_write_ = false;
  connection_.driver().forget_guard();
}

// The driver guards whatever comes next: that is to be the write.
template <class Question>
void RecordStatements::ask_before_write(const Question& ask) {
  if (guards_write_) connection_.driver().forget_guard();
  ask();
  if (guards_write_) guards_write_ = connection_.driver().guard_next_statement();
}

void RecordStatements::look_up() {
  const std::uint32_t as_of = schema_changes.load(std::memory_order_relaxed);
  ask_before_write([&] { facts_ = look_up_facts(connection_, model_); });
  facts_as_of_ = as_of;
}

void RecordStatements::make_fit(void* object, const std::vector<const AttributeInfo*>* set) {
  try {
    facts_.require_fit(model_, object, set);
  } catch (const InvalidValue&) {
    look_up();  // others may have changed the table
    facts_.require_fit(model_, object, set);
  }
  if (!facts_.respelled.empty()) ask_before_write([&] { respell(facts_, model_, object, set, connection_); });
}

void RecordStatements::require_comparable(const AttributeInfo& attribute) {
  try {
    facts_.require_comparable(model_, attribute);
  } catch (const InvalidValue&) {
    look_up();
    facts_.require_comparable(model_, attribute);
  }
}

// The first time, and beside one that runs or that says something else.
Statement& RecordStatements::find_another() {
  if (this_thread.tags != nullptr) [[unlikely]]
    return connection_.prepared(connection_.compiler().find(model_));
  if (!find_) find_ = connection_.prepare(connection_.compiler().find(model_));
  if (connection_.runs(*find_)) [[unlikely]]
    return connection_.prepared(connection_.compiler().find(model_));
  return *find_;
}

Statement& RecordStatements::find_and_lock(const RowLock& lock) {
  if (!connection_.dialect().can().row_locks) return find();
  return connection_.prepared(connection_.compiler().find(model_, &lock));
}

bool RecordStatements::Shapes::search(AttributeMask mask) {
  for (const Masked& shape : kept) {
    if (shape.mask != mask) continue;
    use(shape);
    return true;
  }
  return false;
}

const RecordStatements::Prepared& RecordStatements::keep(Shapes& shapes, AttributeMask mask, const std::string& sql,
                                                         std::vector<MemberStep> members) {
  if (shapes.kept.size() >= kept_shapes || this_thread.tags != nullptr || shapes.search(mask))
    return shapes.unkept = {&connection_.prepared(sql), {}};
  try {
    shapes.kept.push_back({mask, connection_.prepare(sql), std::move(members)});
  } catch (...) {
    facts_as_of_ = 0;  // the table may not be there yet
    throw;
  }
  shapes.use(shapes.kept.back());
  return shapes.last;
}

// A key that is not among what changed is in the record what it is in the row.
std::vector<MemberStep> RecordStatements::members_and_key(AttributeMask set) const {
  const bool by_member = model_.plain_updates && model_.members[model_.key_index].kind == MemberKind::int64 &&
                         (set >> model_.key_index & 1U) == 0;
  if (!by_member) return {};
  std::vector<MemberStep> members;
  for (const AttributeInfo* attribute : attributes_of(model_, set)) members.push_back(model_.members[attribute->index]);
  members.push_back(model_.members[model_.key_index]);
  return members;
}

[[gnu::always_inline]] inline void RecordStatements::forget_queries_of_other_schemas() {
  const std::uint32_t as_of = schema_changes.load(std::memory_order_relaxed);
  if (queries_as_of_ == as_of) [[likely]]
    return;
  drop_queries();
  queries_as_of_ = as_of;
}

// What runs further up the stack may be one of these: an observer of its statement altered tables, or asked much.
void RecordStatements::drop_queries() {
  comparisons_.clear();
  if (!connection_.runs_any()) dropped_queries_.clear();
  for (auto& [text, kept] : queries_) dropped_queries_.push_back(std::move(kept));
  queries_.clear();
}

[[gnu::hot]] KeptQuery* RecordStatements::find_comparison(const ComparisonShape& shape, const Expr& condition) {
  forget_queries_of_other_schemas();
  for (const Compared& known : comparisons_) {
    if (known.shape == shape) return known.query;
  }
  SelectQuery query;
  query.model = &model_;
  query.where = condition;
  query.limit = 1;
  KeptQuery* kept = find_query(QueryShape(query, 's')).get();
  if (kept == nullptr || !kept->binds_only_values() || comparisons_.size() == kept_shapes) return nullptr;
  Compared& known = comparisons_.emplace_back(std::string(shape.column), shape, kept);
  known.shape.column = known.column;
  return kept;
}

std::shared_ptr<KeptQuery> RecordStatements::find_query(const QueryShape& shape) {
  forget_queries_of_other_schemas();
  const auto found = queries_.find(shape.text());
  return found == queries_.end() ? nullptr : found->second;
}

void RecordStatements::keep_query(const QueryShape& shape, const CompiledSql& written) {
  std::optional<KeptQuery> kept = rowan::keep_query(shape, written);
  if (!kept) return;
  if (queries_.size() >= kept_queries) drop_queries();
  queries_.emplace(shape.text(), std::make_shared<KeptQuery>(std::move(*kept)));
}

std::shared_ptr<const KeptLoad> RecordStatements::find_load(std::string_view shape) const {
  const auto found = loads_.find(shape);
  return found == loads_.end() ? nullptr : found->second;
}

std::shared_ptr<const KeptLoad> RecordStatements::keep_load(std::string_view text, const QueryShape& scope,
                                                            AssociationLoadSql written) {
  KeptLoad made{std::move(written), {}};
  const AssociationLoadSql& load = made.load;
  made.scope =
      rowan::keep_query(scope, {load.sql, load.parameters, load.kinds, load.sources, load.decided_by_values, load.raw});
  auto kept = std::make_shared<const KeptLoad>(std::move(made));
  if (!kept->scope) return kept;
  if (loads_.size() >= kept_queries) loads_.clear();
  loads_.emplace(text, kept);
  return kept;
}

const std::string& RecordStatements::equal_keys(const AssociationInfo* association, std::size_t keys) {
  const auto known = equal_keys_.find({association, keys});
  if (known != equal_keys_.end()) return known->second;
  const StatementCompiler& compiler = connection_.compiler();
  std::string text =
      association == nullptr ? compiler.equal_keys(model_, keys) : compiler.equal_keys(*association, keys);
  return equal_keys_.emplace(std::pair(association, keys), std::move(text)).first->second;
}

std::vector<const AttributeInfo*> RecordStatements::key_and_lock(bool by_lock_version) const {
  std::vector<const AttributeInfo*> where = model_.primary_key;
  if (by_lock_version && model_.lock_version != nullptr) where.push_back(model_.lock_version);
  return where;
}

// A generated key that is not among them, where the connection does not tell it otherwise.
std::span<const AttributeInfo* const> RecordStatements::returned_by(AttributeMask columns) const {
  const bool asked = model_.generated_key && (columns >> model_.primary_key[0]->index & 1U) == 0 &&
                     !connection_.dialect().can().last_insert_id;
  return std::span(model_.primary_key).first(asked ? 1 : 0);
}

const RecordStatements::Prepared& RecordStatements::prepare_insert(AttributeMask columns) {
  return keep(inserts_, columns,
              connection_.compiler().insert(model_, attributes_of(model_, columns), 1, returned_by(columns)), {});
}

const RecordStatements::Prepared& RecordStatements::prepare_update(AttributeMask set) {
  return keep(updates_, set, connection_.compiler().update(model_, attributes_of(model_, set), key_and_lock(true)),
              members_and_key(set));
}

Statement& RecordStatements::insert(const std::vector<const AttributeInfo*>& columns,
                                    const std::vector<const AttributeInfo*>& returning) {
  return connection_.prepared(connection_.compiler().insert(model_, columns, 1, returning));
}

Statement& RecordStatements::update(const std::vector<const AttributeInfo*>& set, bool by_lock_version) {
  return connection_.prepared(connection_.compiler().update(model_, set, key_and_lock(by_lock_version)));
}

Statement* RecordStatements::batch(const std::string& sql) {
  const auto known =
      std::find_if(batches_.begin(), batches_.end(), [&](const auto& kept) { return kept.first == sql; });
  if (known != batches_.end()) {
    if (connection_.runs(*known->second)) return nullptr;
    std::rotate(known, known + 1, batches_.end());
    return batches_.back().second.get();
  }
  auto made = connection_.prepare_batch(sql);
  if (made == nullptr) return nullptr;
  if (batches_.size() == kept_batches) {
    if (connection_.runs(*batches_.front().second)) return nullptr;
    batches_.erase(batches_.begin());
  }
  return batches_.emplace_back(sql, std::move(made)).second.get();
}

Statement* RecordStatements::batch_update(AttributeMask set) {
  return batch(connection_.compiler().update(model_, attributes_of(model_, set), key_and_lock(true)));
}

Statement& RecordStatements::remove(bool by_lock_version) {
  return connection_.prepared(connection_.compiler().remove(model_, key_and_lock(by_lock_version)));
}

}  // namespace rowan
