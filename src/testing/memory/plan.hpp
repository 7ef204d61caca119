// What a statement does, as data: what the compiler makes and the executor runs. Values are holes, numbered from 0.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "query/association_path.hpp"
#include "rowan/core/value.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/query/expr.hpp"
#include "rowan/query/order.hpp"
#include "rowan/schema/table.hpp"

namespace rowan::testing::memory {

using Hole = std::size_t;

/// A column by name; `hint` is where it probably stands in its table.
struct Column {
  std::string name;
  std::size_t hint = 0;
};

struct Test;
using TestPtr = std::unique_ptr<const Test>;  ///< null: holds for every row

struct Operand;
struct Computed {
  Function function{};
  std::vector<Operand> arguments;
  TypeKind kind{};
};
/// The first value whose condition holds; the last value, if there is one more, for the others.
struct Choice {
  std::vector<TestPtr> conditions;
  std::vector<Operand> values;
  TypeKind kind{};
};
/// An aggregate of the rows of a group: of `of`, or of the rows themselves.
struct Total {
  AggregateFunction function{};
  bool distinct = false;
  std::vector<Operand> of;
  TypeKind kind{};
};
struct SortTerm;
/// A value of the targets that `path` leads to from the row: of all of them, or of the first.
struct Targets {
  std::vector<Hop> path;
  TestPtr condition;
  std::vector<SortTerm> order;
  bool total = false;
  std::unique_ptr<Operand> value;
  bool joined = false;  ///< where there is no target, the value is that of a row of NULLs
};
/// A function of the rows around the row, among those that are selected.
struct Windowed {
  WindowFunction function{};
  std::vector<Operand> of;
  std::int64_t number = 0;
  std::vector<Operand> partition;
  std::vector<SortTerm> order;
  FrameUnit unit{};
  FrameEnd first{}, last{};
  std::int64_t before = 0, after = 0;
  TypeKind kind{};
};
struct SelectPlan;
/// The one value that a query gives.
struct Inner {
  std::shared_ptr<const SelectPlan> query;
};
/// What an INSERT sent for a column, by its place among the columns sent.
struct Sent {
  std::size_t column = 0;
};
/// A value; that of a test is its truth.
struct Operand {
  std::variant<Column, Hole, Computed, TestPtr, Choice, Total, Targets, Inner, Sent, Windowed> is;
};
struct SortTerm {
  Operand by;
  bool descending = false;
  bool nulls_first = false;
};

struct Comparison {
  CompareOp op{};
  Operand left, right;
  bool null_is_zero = false;  ///< on the left
};
struct AllOf {
  std::vector<TestPtr> terms;
};
struct AnyOf {
  std::vector<TestPtr> terms;
};
struct Negation {
  TestPtr operand;
};
struct NullTest {
  Operand operand;
  bool negated = false;
};
/// `values` is one list.
struct InList {
  Operand operand;
  Hole values = 0;
  bool negated = false;
};
struct Between {
  Operand operand, low, high;
};
struct TextMatch {
  Operand operand;
  MatchKind kind{};
  Hole text = 0;
  bool ignore_case = false;
};
struct HasElement {
  Operand array;
  Hole element = 0;
};
/// A value that is true or not.
struct Holds {
  Operand value;
};
struct Quantified {
  QuantifierKind kind{};
  std::vector<Hop> path;
  TestPtr among, condition;
};
/// The row is reached from `key` by way of `path`.
struct Reached {
  std::vector<Hop> path;
  std::vector<Hole> key;
};
/// Among what a query gives.
struct Among {
  Operand operand;
  std::shared_ptr<const SelectPlan> query;
  bool negated = false;
};
struct Never {};

struct Test {
  std::variant<Comparison, AllOf, AnyOf, Negation, NullTest, InList, Between, TextMatch, HasElement, Holds, Quantified,
               Reached, Never, Among>
      is;
};

/// One of several sources of rows, whose columns are led by its number: "2.title".
struct SourcePart {
  std::string prefix;
  std::string table;                        ///< with its schema
  std::shared_ptr<const SelectPlan> query;  ///< or null
  std::string common;                       ///< or the name of a common table
  std::vector<SourcePart> inside;           ///< joined to it first
  TestPtr on{};                             ///< null, too, of the first
  bool left = false;
};

/// Rows of one table, or of several sources.
struct Selection {
  std::string table;  ///< with its schema
  TestPtr where;
  std::vector<SortTerm> order;
  std::optional<Hole> limit, offset;
  std::shared_ptr<const std::vector<SourcePart>> parts{};
};

enum class Output : std::uint8_t { rows, count, existence };

/// Rows by a name; `step`, if not null, is asked of those that are new until there are none.
struct CommonPlan {
  std::string name;
  std::shared_ptr<const SelectPlan> query, step;
  bool repeats = false;  ///< rows that are not new count, too
};

struct SelectPlan {
  Selection from;
  std::vector<Operand> outputs;
  std::vector<std::string> names;  ///< of the outputs
  bool distinct = false;
  std::vector<Operand> distinct_on{};  ///< the first row for each different combination of these
  Output output = Output::rows;
  // Of groups of the rows: by what, which of them, and in which order.
  bool grouped = false;
  std::vector<Operand> keys{};
  TestPtr having{};
  std::vector<SortTerm> order{};
  std::vector<CommonPlan> with{};
  /// Put together with the rows, one after the other.
  std::vector<std::pair<SetOperation, std::shared_ptr<const SelectPlan>>> others{};
};

struct SetColumn {
  Column column;
  Hole value = 0;
  bool add = false;
  std::shared_ptr<const Operand> computed{};  ///< in place of `value`
};

struct UpdatePlan {
  Selection of;
  std::vector<SetColumn> sets;
  std::optional<Column> counted_up = {};  ///< a lock version
  std::vector<Column> returning;
};

struct DeletePlan {
  Selection of;
};

enum class Conflict : std::uint8_t { refuse, skip, update };

struct InsertPlan {
  std::string table;
  std::vector<Column> columns;
  std::size_t rows = 1;
  std::vector<Column> returning;
  Conflict on_conflict = Conflict::refuse;
  bool leaves_there = false;                   ///< `update` of nothing
  std::vector<Column> conflict;                ///< for `update`: whose equality is the conflict…
  std::vector<schema::Term> conflict_where{};  ///< …of rows for which this holds
  std::vector<SetColumn> sets{};               ///< … what of the row there changes
  // …and what moves where something does: a lock version; a time, taken from this position in `columns`.
  std::optional<Column> counted_up = {};
  std::optional<std::size_t> stamp = {};
};

/// Targets of many owners; the keys are the first holes.
struct LoadPlan {
  std::vector<Hop> path;
  std::size_t keys = 0;
  Selection scope;  ///< limit and offset apply per owner
  std::vector<Column> columns;
  std::vector<Column> path_keys;  ///< of the first table, given with each row; empty: not asked for
  bool distinct = false;
  bool count = false;
};

/// Rows whose `columns` equal one of the keys that the holes give, each behind the number of the key.
struct EqualKeysPlan {
  std::string table;
  std::vector<Column> columns;
  std::size_t keys = 0;
};

/// What a query gives, inserted; the row's columns come in their order.
struct InsertFromPlan {
  std::string table;
  std::vector<Column> columns;
  SelectPlan rows;
};

struct CreatePlan {
  schema::Table table;
};
struct DropPlan {
  std::string table;
};
struct ListPlan {};

using Plan = std::variant<SelectPlan, UpdatePlan, DeletePlan, InsertPlan, InsertFromPlan, LoadPlan, EqualKeysPlan,
                          CreatePlan, DropPlan, ListPlan>;

}  // namespace rowan::testing::memory
