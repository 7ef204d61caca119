#include "model/load/equal_keys.hpp"

#include <algorithm>
#include <bit>

#include "model/load/record_statements.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/core/row_reader.hpp"
#include "rowan/reflect/attribute_info.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

// SQLite allows 500 parts of one compound SELECT.
constexpr std::size_t most_keys_asked = 128;

Key spelt_key(RowReader& row, std::span<const AttributeInfo* const> parts) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < parts.size(); ++i)
    values.push_back(read_value(row, 1 + static_cast<int>(i), parts[i]->type.kind));
  return make_key(std::move(values));
}

}  // namespace

EqualKeys find_equal_keys(Connection& connection, std::span<const Key> keys, std::span<const std::size_t> positions,
                          std::span<const AttributeInfo* const> parts,
                          const std::function<std::string(std::size_t)>& sql, std::string_view model) {
  EqualKeys equal;
  for (; !positions.empty(); positions = positions.subspan(std::min(most_keys_asked, positions.size()))) {
    const auto some = positions.first(std::min(most_keys_asked, positions.size()));
    const std::size_t places = std::bit_ceil(some.size());
    Statement& statement = connection.prepared(sql(places));
    Execution execution(connection, statement, model, "match keys");
    for (std::size_t place = 0; place < places; ++place) {
      const Key& key = keys[some[std::min(place, some.size() - 1)]];
      write_key(statement, static_cast<int>(place * parts.size()), key, parts);
    }
    while (statement.step()) {
      std::int64_t place = 0;
      statement.read(0, place);
      if (static_cast<std::size_t>(place) >= some.size()) continue;
      std::vector<std::size_t>& asked = equal[spelt_key(statement, parts)];
      const std::size_t position = some[static_cast<std::size_t>(place)];
      if (std::find(asked.begin(), asked.end(), position) == asked.end()) asked.push_back(position);
      ++execution.rows;
    }
  }
  return equal;
}

bool spell_as_rows(Connection& connection, const ModelInfo& model, std::span<Key> keys,
                   std::span<const std::size_t> positions) {
  if (positions.empty()) return false;
  RecordStatements& statements = RecordStatements::of(connection, model);
  const auto sql = [&](std::size_t count) { return statements.equal_keys(nullptr, count); };
  const EqualKeys equal = find_equal_keys(connection, keys, positions, model.primary_key, sql, model.name);
  bool any = false;
  for (const auto& [spelling, asked] : equal) {
    for (const std::size_t position : asked) {
      any |= keys[position] != spelling;
      keys[position] = spelling;
    }
  }
  return any;
}

}  // namespace rowan
