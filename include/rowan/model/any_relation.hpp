// A query over a model that only run time knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/model/relation_base.hpp"

namespace rowan {

/// The records of a query, of whatever model. References live as long as this object. To one thread at a time.
class ROWAN_EXPORT AnyRecords : public RecordSet {
 public:
  class iterator {
   public:
    using value_type = ModelBase;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    iterator(const AnyRecords* records, std::size_t index) : records_(records), index_(index) {}
    ModelBase& operator*() const { return (*records_)[index_]; }
    ModelBase* operator->() const { return &**this; }
    iterator& operator++() { return ++index_, *this; }
    iterator operator++(int) { return {records_, index_++}; }
    friend bool operator==(const iterator&, const iterator&) = default;

   private:
    const AnyRecords* records_ = nullptr;
    std::size_t index_ = 0;
  };

  AnyRecords() = default;
  explicit AnyRecords(RecordSet&& set) : RecordSet(std::move(set)) {}
  [[nodiscard]] iterator begin() const { return {this, 0}; }
  [[nodiscard]] iterator end() const { return {this, size_}; }
  [[nodiscard]] ModelBase& operator[](std::size_t i) const;
};

using AnyPage = PageOf<AnyRecords>;

/// What Relation<T> is to a type, to a ModelInfo or a model's name: an immutable value, each call makes a new one, and
/// nothing runs before it is asked. What it runs throws as Relation does; a name that the model has not is a QueryError
/// with near misses. Several threads may use one at once; the records of a run belong to one.
///
///   AnyRelation("Post").where(attr("author") == 1).order({attr("title")}).limit(10).to_json({"comments"})
class ROWAN_EXPORT AnyRelation : public RelationBase {
 public:
  explicit AnyRelation(const ModelInfo& model) : RelationBase(model) {}
  /// @throws MappingError naming near misses.
  explicit AnyRelation(TextArgument model);
  /// The targets of a record's association.
  static AnyRelation of(const ModelBase& owner, MemberName association);

  [[nodiscard]] const ModelInfo& model() const { return model_(); }

  [[nodiscard]] AnyRelation where(const Expr& condition) const;
  [[nodiscard]] AnyRelation where_not(const Expr& condition) const { return where(!condition); }
  [[nodiscard]] AnyRelation or_where(const Expr& condition) const;
  [[nodiscard]] AnyRelation order(std::vector<OrderTerm> terms) const;
  /// Instead of any order so far.
  [[nodiscard]] AnyRelation reorder(std::vector<OrderTerm> terms) const;
  [[nodiscard]] AnyRelation limit(std::int64_t count) const;
  [[nodiscard]] AnyRelation offset(std::int64_t count) const;
  /// See Relation. @throws QueryError when it runs, for a text that is no cursor of this order.
  [[nodiscard]] AnyRelation after(TextArgument cursor, CursorRow row = CursorRow::excluded) const;
  [[nodiscard]] AnyRelation before(TextArgument cursor, CursorRow row = CursorRow::excluded) const;
  [[nodiscard]] AnyPage page(std::int64_t size) const;
  [[nodiscard]] AnyRelation distinct() const;
  /// Rows beside the targets of an association, which conditions, orders, pluck() and group() then ask by its name,
  /// as attr("books.price"); of one that is joined already by a path: `join("books").join("books.chapters")`. Rows
  /// without a target go; with left_join they stay. load() gives a record of this model for each row. See Joined.
  [[nodiscard]] AnyRelation join(TextArgument association) const { return joined(association, false); }
  [[nodiscard]] AnyRelation left_join(TextArgument association) const { return joined(association, true); }
  /// By name, or by a path of names: `preload("items.labels")`.
  [[nodiscard]] AnyRelation preload(TextArgument path) const;
  /// Narrowed, ordered and with preloads of its own by a relation over the association's target; its limit is per
  /// owner.
  [[nodiscard]] AnyRelation preload(TextArgument association, const AnyRelation& scope) const;
  [[nodiscard]] AnyRelation readonly() const;
  /// Preloads that bring more records than these, all together, are refused. @throws QueryError when it loads.
  [[nodiscard]] AnyRelation most_preloaded(std::uint64_t records) const;
  /// As Relation::only. @throws QueryError when it runs, for an unknown name.
  [[nodiscard]] AnyRelation only(std::initializer_list<MemberName> attributes) const;
  /// As Relation::lock.
  [[nodiscard]] AnyRelation lock(LockStrength strength = LockStrength::update, LockWait wait = LockWait::wait) const;
  [[nodiscard]] AnyRelation strict_loading() const;
  /// As the functions of Relation.
  [[nodiscard]] AnyRelation annotate(TextArgument text) const;
  [[nodiscard]] AnyRelation hint(const IndexHint& hint) const;
  [[nodiscard]] AnyRelation on(const Database& database) const;
  [[nodiscard]] AnyRelation everything() const;

  [[nodiscard]] AnyRecords load() const { return AnyRecords(load_records()); }
  /// By primary key, one value for each of its columns. @throws RecordNotFound.
  [[nodiscard]] AnyRecord find(std::initializer_list<Value> key) const;
  [[nodiscard]] std::optional<AnyRecord> find_if(std::span<const Value> key) const;
  [[nodiscard]] std::optional<AnyRecord> find_if(std::initializer_list<Value> key) const {
    return find_if(std::span(key.begin(), key.size()));
  }
  [[nodiscard]] std::optional<AnyRecord> find_by(const Expr& condition) const { return where(condition).take(); }
  /// As the functions of Relation: `AnyRelation("Tag").find_or_create_by({{"name", "sql"}}, {{"colour", "blue"}})`.
  AnyRecord find_or_create_by(std::initializer_list<NamedValue> by, std::initializer_list<NamedValue> fill = {}) const;
  AnyRecord create_or_find_by(std::initializer_list<NamedValue> by, std::initializer_list<NamedValue> fill = {}) const;
  [[nodiscard]] AnyRecord find_or_build_by(std::initializer_list<NamedValue> by,
                                           std::initializer_list<NamedValue> fill = {}) const;
  [[nodiscard]] std::optional<AnyRecord> first() const;
  [[nodiscard]] std::optional<AnyRecord> last() const;
  [[nodiscard]] std::optional<AnyRecord> take() const;
  [[nodiscard]] bool exists() const { return any_row(); }
  [[nodiscard]] std::uint64_t count() const { return count_rows(); }
  [[nodiscard]] std::vector<std::vector<Value>> pluck(std::span<const std::string_view> attributes) const {
    return pluck_rows(attributes);
  }
  [[nodiscard]] std::vector<std::vector<Value>> pluck(std::initializer_list<MemberName> attributes) const {
    return pluck_rows(std::vector<std::string_view>(attributes.begin(), attributes.end()));
  }
  /// Values of each row, or of each group.
  [[nodiscard]] std::vector<std::vector<Value>> pluck(std::vector<Expr> values) const {
    return pluck_values(std::move(values));
  }
  /// One value of all rows: `value(ast::aggregate(…))`, `value(rowan::sum(attr("views")).expr())`.
  [[nodiscard]] Value value(const Expr& aggregate) const { return pluck_values({aggregate}).at(0).at(0); }
  /// Rows put together by what these are, for pluck(); and which of the groups.
  [[nodiscard]] AnyRelation group(std::vector<Expr> keys) const;
  [[nodiscard]] AnyRelation having(const Expr& condition) const;
  std::uint64_t update_all(std::span<const AttributeAssignment> assignments) const { return update_rows(assignments); }
  std::uint64_t update_all(std::initializer_list<AttributeAssignment> assignments) const {
    return update_rows(std::span(assignments.begin(), assignments.size()));
  }
  std::uint64_t touch_all(std::initializer_list<MemberName> more = {}) const {
    return touch_rows(std::vector<std::string_view>(more.begin(), more.end()));
  }
  std::uint64_t delete_all() const { return delete_rows(); }
  std::uint64_t destroy_all(std::size_t batch_size = 1000) const { return destroy_rows(batch_size); }
  /// Streams in key order; `visit` returns false to stop. See Relation::find_each.
  void find_each(const std::function<bool(ModelBase&)>& visit, std::size_t batch_size = 1000) const;

  /// An array of the records as objects; `include` as in to_json(record), loaded along.
  [[nodiscard]] std::string to_json(std::span<const std::string_view> include) const;
  [[nodiscard]] std::string to_json(std::initializer_list<TextArgument> include = {}) const {
    return to_json(std::vector<std::string_view>(include.begin(), include.end()));
  }
  [[nodiscard]] std::string to_json(const JsonShape& shape) const;

 private:
  template <class Change>
  AnyRelation with(Change&& change) const;
  [[nodiscard]] AnyRelation joined(std::string_view association, bool left) const;
  static std::optional<AnyRecord> one_of(RecordSet&& set);
  static AnyRelation of_rows(const ModelInfo& model, detail::OwnedQuery owned);
  [[nodiscard]] AnyRecord made(std::initializer_list<NamedValue> by, std::initializer_list<NamedValue> fill) const;
};

}  // namespace rowan
