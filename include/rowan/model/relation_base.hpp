// The part of a relation that needs no type: a query, how to load it, and where to run it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/connection/database.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/model/page.hpp"
#include "rowan/model/records.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/sql/explain.hpp"

namespace rowan {

/// An association to load along, with its own query and its own preloads.
struct PreloadSpec {
  std::string association;
  SelectQuery scope;  ///< `model` is null when unscoped
  std::vector<PreloadSpec> nested;
};

/// How the records of a relation behave.
struct LoadOptions {
  bool readonly = false;        ///< no fingerprints: records can't be saved, and cost less
  bool strict_loading = false;  ///< an unloaded touch throws
  bool batch = true;            ///< lazy loads serve the whole cohort
  bool unscoped = false;        ///< default conditions don't count
  std::vector<PreloadSpec> preloads;
  std::uint64_t most_preloaded = 0;      ///< records that preloads may bring, all together; 0: any number
  std::string tag;                       ///< shown in the log
  std::string annotation;                ///< shown in the statement, in comments; safe there
  std::chrono::milliseconds timeout{0};  ///< for each statement; 0: as the transaction or the database says
};

namespace detail {
/// The rows that a relation made of an association is about.
struct OwnedRows {
  Expr condition;
  std::function<Expr(bool unscoped)> condition_now{};  ///< instead, where default conditions are a part of it
  std::vector<OrderTerm> order;                        ///< the association's own, where the relation has none
  bool none = false;                                   ///< the owner has no row, or its key is NULL: nothing to ask for

  OwnedRows(Expr of, std::vector<OrderTerm> by, bool nothing)
      : condition(std::move(of)), order(std::move(by)), none(nothing) {}
  /// For one query: in it, default conditions count or they don't.
  [[nodiscard]] Expr condition_of(bool unscoped) const { return condition_now ? condition_now(unscoped) : condition; }
};
/// …and where they live; null: wherever their model does.
struct OwnedQuery {
  std::shared_ptr<const OwnedRows> rows;
  std::shared_ptr<DatabaseCore> database;
};
}  // namespace detail

/// Makes every unloaded touch in the process throw StrictLoadingViolation. For tests and for finding queries.
/// Thread-safe.
ROWAN_EXPORT void set_strict_loading_by_default(bool yes) noexcept;

namespace detail {
/// A model: of a type, asked for when it is needed first, for a relation may be made before all models are linked; or
/// one that is known.
struct LazyModel {
  const ModelInfo& (*get)() = nullptr;
  const ModelInfo* known = nullptr;
  const ModelInfo& operator()() const { return known != nullptr ? *known : get(); }
};

/// The last run that a loop over a relation began. It belongs to that one object: a copy may be used by another thread.
struct LastRun {
  std::shared_ptr<const RecordSet> records;
  LastRun() = default;
  LastRun(const LastRun&) noexcept {}
  LastRun& operator=(const LastRun& other) noexcept {
    if (this != &other) records.reset();
    return *this;
  }
  ~LastRun() = default;
};
}  // namespace detail

struct Recursion;

namespace detail {
class JoinedSet;
/// Where the values of a row go, and what is then done with them.
struct RowSink {
  std::span<const ValueOps* const> types;  ///< null: a Value
  std::span<void* const> places;
  void* list = nullptr;
  void (*clear)(void* list) = nullptr;  ///< before the first row: the query may run again after a lost connection
  void (*take)(void* list) = nullptr;
};
}  // namespace detail

class ROWAN_EXPORT RelationBase {
 public:
  explicit RelationBase(const ModelInfo& (*model)()) : model_{model} {}
  RelationBase(const ModelInfo& (*model)(), const Database& database) : model_{model}, database_(database.core()) {}
  explicit RelationBase(const ModelInfo& model) : model_{nullptr, &model} {}

  /// The SQL it would run, with placeholders.
  [[nodiscard]] std::string to_sql() const;
  /// The database's plan for it, bound values counted, one line for each step: `explain()`. With `{.analyze = true}`
  /// the query runs, and each step tells what it took; `{.form = PlanForm::json}` is the database's document. For
  /// people and tools: what is in it differs by database and version. Preloads are queries of their own, and not in it.
  /// @throws Unsupported naming those that have it, where the database has no such plan.
  [[nodiscard]] std::string explain(const ExplainOptions& options = {}) const;
  /// The database it runs on. @throws MappingError when there is none.
  [[nodiscard]] std::shared_ptr<DatabaseCore> resolve_database() const;
  /// The one that on() named; null: none.
  [[nodiscard]] const std::shared_ptr<DatabaseCore>& named_database() const { return database_; }
  /// From now on it runs where it would run now, whatever becomes the default database, and in whatever thread.
  void stay_where_asked();
  /// Its SQL, or the model's name where there is no database to write it for. Runs no query.
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const RelationBase& relation);

 protected:
  [[nodiscard]] RecordSet load_records() const;
  [[nodiscard]] RecordSet load_at_most(std::size_t count) const;
  [[nodiscard]] RecordSet load_first(std::int64_t count) const;
  [[nodiscard]] RecordSet load_last() const;
  [[nodiscard]] RecordSet load_by_keys(std::vector<std::vector<Value>> keys) const;
  // Into a new record, `object` being all of it; false when there is no such row.
  [[nodiscard]] bool load_by_key(std::span<const Value> key, ModelBase& into, void* object) const;
  [[nodiscard]] bool load_any(ModelBase& into, void* object) const;
  [[nodiscard]] bool load_end(bool from_end, ModelBase& into, void* object) const;
  [[noreturn]] void not_found() const;
  [[noreturn]] void not_unique() const;
  [[nodiscard]] std::uint64_t count_rows() const;
  [[nodiscard]] bool any_row() const;
  [[nodiscard]] std::uint64_t estimate_rows() const;
  [[nodiscard]] std::vector<std::vector<Value>> pluck_rows(std::span<const std::string_view> attributes) const;
  [[nodiscard]] std::vector<std::vector<Value>> pluck_values(std::vector<Expr> values) const;
  /// Runs the query with outputs of its own; each row is read into the places, and taken from there.
  void read_rows(const detail::RowSink& sink) const;
  /// The records of each source in each row of the query; `left`: those that may have none.
  [[nodiscard]] std::shared_ptr<const detail::JoinedSet> load_joined(std::span<const ModelInfo* const> models,
                                                                     std::span<const bool> left) const;
  /// The query, to stand inside another.
  [[nodiscard]] SelectQuery inner_query() const;
  /// `expr` as it is said of the groups.
  [[nodiscard]] Expr of_group(const Expr& expr) const { return ast::with_group_keys(expr, query_.group, model_.get); }
  void add_group_order(OrderTerm term) {
    term.expr = of_group(term.expr);
    query_.order.push_back(std::move(term));
  }
  std::uint64_t update_rows(std::span<const AttributeAssignment> assignments) const;
  std::uint64_t touch_rows(std::span<const std::string_view> more) const;
  std::uint64_t delete_rows() const;
  std::uint64_t reset_counters_of(std::string_view association) const;
  void preload_records(std::span<ModelBase* const> records) const;
  std::uint64_t destroy_rows(std::size_t batch_size) const;
  /// Key-set batches, each a record set and cohort of its own; `visit` returns false to stop.
  void each_batch(std::size_t size, const std::function<bool(RecordSet&&)>& visit) const;

  /// Runs the query, its records to be owned by whoever holds the pointer.
  [[nodiscard]] std::shared_ptr<const RecordSet> run() const;

  /// What `other` asks of its rows is asked of those of one of the query's sources. @throws QueryError for what a join
  /// can't take over.
  void merge_source(const RelationBase& other, std::string_view name, const ModelInfo& (*model)());
  void add_where(const Expr& condition) { query_.where = query_.where && condition; }
  /// @throws QueryError for a relation that is not of all rows.
  void require_no_condition(std::string_view operation) const;
  void set_limit(std::int64_t count);
  void set_timeout(std::chrono::milliseconds limit);
  void set_offset(std::int64_t count);
  void begin_after(std::string_view cursor, CursorRow row);
  void end_before(std::string_view cursor, CursorRow row);
  /// Rows are asked for from the first on, though only the end may be said.
  void count_from_first();
  /// One row, the first of all that there are.
  void take_first();
  /// @throws QueryError for a size of 0 or less, and beside a limit.
  [[nodiscard]] detail::LoadedPage load_page(std::int64_t size) const;
  void add_preload(std::string_view path);
  void add_annotation(std::string_view text);
  void load_only(std::vector<std::string> names);
  void add_join(JoinTerm&& term);
  /// Where `rows` are those of a common table and nothing is asked of them, they are what is joined.
  void add_join(JoinTerm&& term, const RelationBase& rows);
  [[nodiscard]] bool is_common_table() const;
  /// Joins those targets of the association that `targets` gives, its limit being for each owner. @throws QueryError
  /// where it says what a join can't, and for a limit of targets that are not their owner's alone.
  void join_some(JoinTerm&& term, const RelationBase& targets);
  /// Becomes a query of the rows that this one and `other` give. @throws QueryError for a row lock in either.
  void put_together(SetOperation operation, const RelationBase& other);
  /// Becomes a query of the rows that this one gives, known to its trees by `name`.
  void stand_on_itself(std::string_view name = {});
  /// Becomes a query of its own rows by a name, for a statement to ask in several places. @throws QueryError for a name
  /// that is empty, or longer than databases take, and for a row lock.
  void stand_on_common(std::string_view name);
  /// Becomes the rows that a recursive query gave last, for its step.
  void stand_on_last_rows(std::string_view name);
  /// Becomes the rows that a recursive query gives which begins with these. @throws QueryError where it might not end.
  void stand_on_recursion(std::string_view name, const RelationBase& step, const Recursion& how);
  /// Has trees know its rows by another name.
  void rename_source(std::string_view name);
  /// The query that this stands on, if nothing more is asked of its rows.
  [[nodiscard]] std::optional<SelectQuery> bare_source() const;
  /// Before values are made of many rows: becomes a query of the records of a distinct() one.
  void stand_on_distinct_records();
  /// Gives these values back instead of records.
  void give(std::vector<Expr> outputs);
  /// Whether it gives one row, whatever it finds: aggregates of all.
  [[nodiscard]] bool is_one_row() const;
  [[nodiscard]] PreloadSpec preload_of(std::string_view association) const;

  detail::LazyModel model_;
  SelectQuery query_;
  LoadOptions options_;
  std::shared_ptr<DatabaseCore> database_;
  std::shared_ptr<const detail::OwnedRows> owned_;  ///< null: all rows of the model
  std::shared_ptr<const detail::CursorEnds> ends_;  ///< null: the order stays as it is
  bool everything_ = false;
  detail::LastRun last_run_;  ///< of a relation that is not const

 private:
  [[nodiscard]] SelectQuery own_query() const;
  /// What load() would run.
  [[nodiscard]] SelectQuery shown_query() const;
  [[nodiscard]] SelectQuery bound_query() const;
  void keep_between_cursors(SelectQuery& query) const;
  [[nodiscard]] bool reads_backwards() const;
  [[nodiscard]] SelectQuery changed_rows() const;
  [[nodiscard]] SelectQuery set_member() const;
  void stand_on(SelectQuery&& query, std::string_view name = {});
  void stand_on_rows_of(std::string_view common, std::vector<CommonTable> with);
  [[nodiscard]] bool gives_nothing() const { return query_.limit == 0U || (owned_ && owned_->none); }
  [[nodiscard]] SelectQuery query_of_end(std::size_t count, bool from_end) const;
  void require_condition(std::string_view operation) const;
};

namespace detail {
/// All rows of a record's model that an association of the model to itself leads to from there, however many times it
/// is followed; 0 levels: without end. @throws QueryError, RecordDestroyed.
[[nodiscard]] ROWAN_EXPORT OwnedQuery all_reached(const ModelBase& record, std::string_view association,
                                                  std::uint32_t levels);
/// Loads the row with this key, wherever the model lives, into a new record (`object` is all of it): what a relation
/// without conditions does. False when there is none.
[[nodiscard]] ROWAN_EXPORT bool load_by_key(const ModelInfo& model, std::span<const Value> key, ModelBase& into,
                                            void* object);
/// The same for a key of one number.
[[nodiscard]] ROWAN_EXPORT bool load_by_number(const ModelInfo& model, std::int64_t key, ModelBase& into, void* object);
/// Sets a counter cache right in the rows with these keys, each of one part.
ROWAN_EXPORT std::uint64_t reset_counters(const ModelInfo& model, std::string_view association,
                                          std::span<const Value> keys);
/// As load_by_key, for any one row that meets the condition.
[[nodiscard]] ROWAN_EXPORT bool load_by(const ModelInfo& model, const Expr& condition, ModelBase& into, void* object);
/// The text with spaces for its control characters, so that it can't make lines of its own in a log.
[[nodiscard]] ROWAN_EXPORT std::string in_one_line(std::string_view text);
ROWAN_EXPORT void print(const RelationBase& relation, std::ostream& out);
[[noreturn]] ROWAN_EXPORT void key_not_found(const ModelInfo& model, std::span<const Value> key);
}  // namespace detail

}  // namespace rowan
