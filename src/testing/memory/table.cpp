#include "testing/memory/table.hpp"

#include <fmt/format.h>

#include <utility>

#include "rowan/core/error.hpp"
#include "testing/memory/lowering.hpp"
#include "testing/memory/values.hpp"

namespace rowan::testing::memory {

Table::Table(schema::Table wanted) : definition_(std::move(wanted)) {
  const auto add_index = [&](const schema::Index& index) {
    if (index.columns.empty()) return;
    indexes_.push_back({index.name, positions(index.columns), index.unique, condition(index.where)});
  };
  add_index({definition_.name + "_pkey", definition_.primary_key, true});
  for (const schema::Index& index : definition_.indexes) add_index(index);
}

std::string Table::name() const { return table_key(definition_.schema, definition_.name); }

std::size_t Table::position(const std::string& column) const {
  const auto& known = definition_.columns;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].name == column) return i;
  }
  ErrorDetails details;
  details.table = definition_.name;
  details.columns = {column};
  throw UndefinedColumn(fmt::format("no column \"{}\" in table {}: the model and the database differ; create the table "
                                    "from this model, or correct the attribute's column name",
                                    column, name()),
                        std::move(details));
}

const Index* Table::index_on(const std::vector<std::size_t>& columns) const {
  const auto found =
      std::find_if(indexes_.begin(), indexes_.end(), [&](const Index& index) { return index.columns == columns; });
  return found == indexes_.end() ? nullptr : &*found;
}

bool Table::has(std::size_t place, const std::vector<std::size_t>& columns, const Row& values) const {
  const Row& row = versions_[place].values;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Value& value = row[columns[i]];
    if (value.is_null() || order_of(value, values[i]) != 0) return false;
  }
  return true;
}

void Table::enter(Index& index, std::size_t place) {
  const Row values = part_of(versions_[place].values, index.columns);
  if (!any_null(values)) index.places.emplace(hash_of_part(values), place);
}

std::size_t Table::add(Row values, std::uint64_t change) {
  versions_.push_back({std::move(values), change, never});
  for (Index& index : indexes_) enter(index, versions_.size() - 1);
  return versions_.size() - 1;
}

void Table::tidy() {
  const auto gone = [](const Version& version) { return version.born == never || version.died != never; };
  const auto dead = static_cast<std::size_t>(std::count_if(versions_.begin(), versions_.end(), gone));
  if (dead < 64 || dead * 2 < versions_.size()) return;
  std::erase_if(versions_, gone);
  for (Index& index : indexes_) {
    index.places.clear();
    for (std::size_t place = 0; place < versions_.size(); ++place) enter(index, place);
  }
}

bool fulfils(const Row& row, const Condition& condition) {
  return std::all_of(condition.begin(), condition.end(), [&](const auto& part) {
    const auto& [column, term] = part;
    const Value& value = row[column];
    if (value.is_null() || term.value.is_null()) return term.value.is_null() && value.is_null() != term.negated;
    return (order_of(value, term.value) == 0) != term.negated;
  });
}

Row part_of(const Row& row, const std::vector<std::size_t>& columns) {
  Row values;
  values.reserve(columns.size());
  for (const std::size_t column : columns) values.push_back(row[column]);
  return values;
}

bool any_null(const Row& values) {
  return std::any_of(values.begin(), values.end(), [](const Value& value) { return value.is_null(); });
}

std::uint64_t hash_of_part(const Row& values) { return hash_of(values); }

}  // namespace rowan::testing::memory
