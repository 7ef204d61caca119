#include "testing/memory/evaluator.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "testing/memory/functions.hpp"
#include "testing/memory/lowering.hpp"

namespace rowan::testing::memory {

Truth Evaluator::evaluate(const TestPtr& test, const Table& table, const Row& row) const {
  if (test == nullptr) return Truth::yes;
  return std::visit([&](const auto& part) { return holds(part, table, row); }, test->is);
}

const Value& Evaluator::value_of(const Operand& operand, const Table& table, const Row& row, Value& made) const {
  if (const auto* column = std::get_if<Column>(&operand.is)) return row[table.position(*column)];
  if (const auto* value = std::get_if<Hole>(&operand.is)) return hole(*value);
  if (const auto* sent = std::get_if<Sent>(&operand.is)) return hole(sent_ + sent->column);
  std::visit(
      [&]<class Part>(const Part& part) {
        if constexpr (!std::is_same_v<Part, Column> && !std::is_same_v<Part, Hole> && !std::is_same_v<Part, Sent>)
          made = computed(part, table, row);
      },
      operand.is);
  return made;
}

Value Evaluator::computed(const TestPtr& test, const Table& table, const Row& row) const {
  const Truth result = evaluate(test, table, row);
  return result == Truth::unknown ? Value() : Value(result == Truth::yes);
}

Value Evaluator::computed(const Choice& choice, const Table& table, const Row& row) const {
  std::size_t way = 0;
  while (way < choice.conditions.size() && evaluate(choice.conditions[way], table, row) != Truth::yes) ++way;
  Value made;
  return way < choice.values.size() ? as_chosen(value_of(choice.values[way], table, row, made), choice.kind) : Value();
}

Value Evaluator::computed(const Computed& computed, const Table& table, const Row& row) const {
  Row arguments;
  for (const Operand& argument : computed.arguments) {
    Value made;
    arguments.push_back(value_of(argument, table, row, made));
  }
  return result_of(computed.function, arguments, computed.kind);
}

Truth Evaluator::holds(const Comparison& test, const Table& table, const Row& row) const {
  static const Value zero(0);
  Value left, right;
  const Value& held = value_of(test.left, table, row, left);
  return compare(test.op, test.null_is_zero && held.is_null() ? zero : held, value_of(test.right, table, row, right));
}

Truth Evaluator::holds(const AllOf& test, const Table& table, const Row& row) const {
  Truth all = Truth::yes;
  for (const TestPtr& term : test.terms) {
    all = both(all, evaluate(term, table, row));
    if (all == Truth::no) return all;
  }
  return all;
}

Truth Evaluator::holds(const AnyOf& test, const Table& table, const Row& row) const {
  Truth any = Truth::no;
  for (const TestPtr& term : test.terms) {
    const Truth one = evaluate(term, table, row);
    if (one == Truth::yes) return one;
    if (one == Truth::unknown) any = one;
  }
  return any;
}

Truth Evaluator::holds(const Negation& test, const Table& table, const Row& row) const {
  return opposite(evaluate(test.operand, table, row));
}

Truth Evaluator::holds(const NullTest& test, const Table& table, const Row& row) const {
  Value made;
  return truth(value_of(test.operand, table, row, made).is_null() != test.negated);
}

Truth Evaluator::holds(const InList& test, const Table& table, const Row& row) const {
  Value made;
  const Value& value = value_of(test.operand, table, row, made);
  if (value.is_null()) return Truth::unknown;
  const auto& list = hole(test.values).as_list();
  const bool found =
      std::any_of(list.begin(), list.end(), [&](const Value& other) { return order_of(value, other) == 0; });
  return truth(found != test.negated);
}

Truth Evaluator::holds(const Between& test, const Table& table, const Row& row) const {
  Value made, low, high;
  const Value& value = value_of(test.operand, table, row, made);
  const Truth above = compare(CompareOp::greater_equal, value, value_of(test.low, table, row, low));
  const Truth below = compare(CompareOp::less_equal, value, value_of(test.high, table, row, high));
  return both(above, below);
}

Truth Evaluator::holds(const TextMatch& test, const Table& table, const Row& row) const {
  Value made;
  const Value& value = value_of(test.operand, table, row, made);
  if (value.is_null()) return Truth::unknown;
  return truth(matches(test.kind, value.as_string(), hole(test.text).as_string(), test.ignore_case));
}

Truth Evaluator::holds(const HasElement& test, const Table& table, const Row& row) const {
  Value made;
  const Value& value = value_of(test.array, table, row, made);
  if (value.is_null()) return Truth::unknown;
  const auto& list = value.as_list();
  return truth(std::any_of(list.begin(), list.end(),
                           [&](const Value& element) { return order_of(element, hole(test.element)) == 0; }));
}

Truth Evaluator::holds(const Holds& test, const Table& table, const Row& row) const {
  Value made;
  const Value& value = value_of(test.value, table, row, made);
  return value.is_null() ? Truth::unknown : truth(value.as_boolean());
}

// `every` looks for a target that fails, or of which it is unknown.
Truth Evaluator::holds(const Quantified& test, const Table& table, const Row& row) const {
  const Hop& last = test.path.back();
  const Table& targets = store_.table(table_key(last.schema, last.table));
  const bool every = test.kind == QuantifierKind::every;
  const bool found = walk(test.path, part_of(row, table.positions(test.path.front().from)),
                          [&](std::size_t, std::size_t target) {
                            const Row& values = targets.at(target).values;
                            if (evaluate(test.among, targets, values) != Truth::yes) return false;
                            return (evaluate(test.condition, targets, values) == Truth::yes) != every;
                          },
                          {&table, &row});
  const bool wanted = test.kind == QuantifierKind::some || test.kind == QuantifierKind::is;
  return truth(found == wanted);
}

Truth Evaluator::holds(const Reached& test, const Table& table, const Row& row) const {
  Row key;
  for (const Hole part : test.key) key.push_back(hole(part));
  return truth(walk(test.path, key, [&](std::size_t, std::size_t target) { return &table.at(target).values == &row; }));
}

// As in SQL: NULL is unknown to be among any, and so is what is not found beside a NULL.
Truth Evaluator::holds(const Among& test, const Table& table, const Row& row) const {
  Value made;
  const Value& value = value_of(test.operand, table, row, made);
  Truth found = Truth::no;
  for (const Row& other : Evaluator(*this, nullptr).rows(*test.query)) {
    const Truth same = compare(CompareOp::equal, value, other.front());
    if (same != Truth::no) found = same;
    if (same == Truth::yes) break;
  }
  return test.negated ? opposite(found) : found;
}

Truth Evaluator::holds(const Never&, const Table&, const Row&) const { return Truth::no; }

bool Evaluator::walk(const std::vector<Hop>& path, const Row& key,
                     const std::function<bool(std::size_t, std::size_t)>& found, const Place& owner) const {
  return walk_on(path, owner, key, std::nullopt, found);
}

// Columns that must have one value, on one side of the hop.
bool Evaluator::has_fixed(const Hop& hop, bool before, const Place& place) {
  return place.row == nullptr || std::all_of(hop.fixed.begin(), hop.fixed.end(), [&](const Fixed& fixed) {
           if (fixed.before != before) return true;
           const Value& value = (*place.row)[place.table->position(fixed.column)];
           return !value.is_null() && order_of(value, Value(fixed.text)) == 0;
         });
}

bool Evaluator::walk_on(std::span<const Hop> path, const Place& owner, const Row& key, std::optional<std::size_t> first,
                        const std::function<bool(std::size_t, std::size_t)>& found) const {
  const Hop& hop = path.front();
  if (!has_fixed(hop, true, owner)) return false;
  const Table& table = store_.table(table_key(hop.schema, hop.table));
  return table.find(sight_, table.positions(hop.to), key, [&](std::size_t place) {
    const Place here{&table, &table.at(place).values};
    if (!has_fixed(hop, false, here)) return false;
    if (path.size() == 1) return found(first.value_or(place), place);
    const Row next = part_of(*here.row, table.positions(path[1].from));
    return walk_on(path.subspan(1), here, next, first.value_or(place), found);
  });
}

std::vector<std::size_t> Evaluator::candidates(const Selection& selection, const Table& table) const {
  std::vector<std::size_t> columns;
  Row values;
  const auto take = [&](const TestPtr& test) {
    const auto* comparison = test ? std::get_if<Comparison>(&test->is) : nullptr;
    if (comparison == nullptr || comparison->op != CompareOp::equal) return;
    const auto* column = std::get_if<Column>(&comparison->left.is);
    const auto* value = std::get_if<Hole>(&comparison->right.is);
    if (column == nullptr || value == nullptr) return;
    columns.push_back(table.position(*column));
    values.push_back(hole(*value));
  };
  take(selection.where);
  if (const auto* all = selection.where ? std::get_if<AllOf>(&selection.where->is) : nullptr)
    std::for_each(all->terms.begin(), all->terms.end(), take);
  std::vector<std::size_t> places;
  for (const Index& index : table.indexes()) {
    Row key;
    for (const std::size_t column : index.columns) {
      const auto named = std::find(columns.begin(), columns.end(), column);
      if (named != columns.end()) key.push_back(values[static_cast<std::size_t>(named - columns.begin())]);
    }
    if (key.size() != index.columns.size()) continue;
    table.find(sight_, index.columns, key, [&](std::size_t place) { return places.push_back(place), false; });
    return places;
  }
  for (std::size_t place = 0; place < table.size(); ++place) {
    if (sight_.sees(table.at(place))) places.push_back(place);
  }
  return places;
}

std::vector<std::size_t> Evaluator::select(const Selection& selection) const {
  return select(selection, store_.table(selection.table));
}

std::vector<std::size_t> Evaluator::select(const Selection& selection, const Table& table) const {
  std::vector<std::size_t> places = select_all(selection, table);
  cut(places, selection);
  return places;
}

std::vector<std::size_t> Evaluator::select_all(const Selection& selection, const Table& table) const {
  std::vector<std::size_t> places = candidates(selection, table);
  std::erase_if(places, [&](std::size_t place) {
    return evaluate(selection.where, table, table.at(place).values) != Truth::yes;
  });
  sort(places, table, selection.order);
  return places;
}

bool sorts_before(const Row& a, const Row& b, const std::vector<SortTerm>& order) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (a[i].is_null() != b[i].is_null()) return a[i].is_null() == order[i].nulls_first;
    if (a[i].is_null()) continue;
    const auto found = order_of(a[i], b[i]);
    if (found != 0) return order[i].descending ? found > 0 : found < 0;
  }
  return false;
}

// What rows are sorted by is computed once: it may be random.
void Evaluator::sort(std::vector<std::size_t>& places, const Table& table, const std::vector<SortTerm>& order) const {
  if (order.empty()) return;
  const WindowPass windows = over(places, table);
  std::vector<std::pair<Row, std::size_t>> rows;
  for (std::size_t i = 0; i < places.size(); ++i)
    rows.emplace_back(at(i, windows).values_of(order, table, table.at(places[i]).values), places[i]);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return sorts_before(a.first, b.first, order); });
  std::transform(rows.begin(), rows.end(), places.begin(), [](const auto& row) { return row.second; });
}

void Evaluator::cut(std::vector<std::size_t>& places, const Selection& selection) const {
  if (selection.offset) {
    const auto skipped = std::min<std::uint64_t>(hole(*selection.offset).as_uint64(), places.size());
    places.erase(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(skipped));
  }
  if (selection.limit) places.resize(std::min<std::uint64_t>(hole(*selection.limit).as_uint64(), places.size()));
}

}  // namespace rowan::testing::memory
