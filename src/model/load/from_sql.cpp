#include "rowan/model/from_sql.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "connection/user_statement.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/resolve.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

std::vector<std::string_view> columns_of(Statement& statement) {
  std::vector<std::string_view> names;
  for (int column = 0; column < statement.column_count(); ++column) names.push_back(statement.column_name(column));
  return names;
}

std::string in_words(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
  return list.empty() ? "none" : list;
}

/// Where the columns of these names are. @throws QueryError when one is not there, or several times.
std::vector<int> places_of(std::span<const std::string_view> wanted, Statement& statement, std::string_view what) {
  const std::vector<std::string_view> given = columns_of(statement);
  std::vector<std::string_view> missing;
  std::vector<int> places;
  for (const std::string_view name : wanted) {
    const auto found = std::find(given.begin(), given.end(), name);
    if (found == given.end()) {
      missing.push_back(name);
    } else if (std::find(found + 1, given.end(), name) != given.end()) {
      throw QueryError(
          fmt::format("the query for {} gives a column \"{}\" twice: give one of them another name by AS", what, name));
    }
    places.push_back(static_cast<int>(found - given.begin()));
  }
  if (missing.empty()) return places;
  throw QueryError(fmt::format("the query for {} does not give {}: it gives {}; select {} as well, or name it so by AS",
                               what, in_words(missing), in_words(given),
                               missing.size() == 1 ? "that column" : "those columns"));
}

/// A row whose columns stand in another order.
class RearrangedRow : public RowReader {
 public:
  RearrangedRow(RowReader& row, std::vector<int> places) : row_(row), places_(std::move(places)) {}

  bool is_null(int column) override { return row_.is_null(at(column)); }
  bool read(int column, bool& out) override { return row_.read(at(column), out); }
  bool read(int column, std::int64_t& out) override { return row_.read(at(column), out); }
  bool read(int column, std::uint64_t& out) override { return row_.read(at(column), out); }
  bool read(int column, double& out) override { return row_.read(at(column), out); }
  bool read(int column, Decimal& out) override { return row_.read(at(column), out); }
  bool read(int column, std::string& out) override { return row_.read(at(column), out); }
  bool read(int column, Bytes& out) override { return row_.read(at(column), out); }
  bool read(int column, Date& out) override { return row_.read(at(column), out); }
  bool read(int column, LocalDateTime& out) override { return row_.read(at(column), out); }
  bool read(int column, Instant& out) override { return row_.read(at(column), out); }
  bool read(int column, Uuid& out) override { return row_.read(at(column), out); }
  bool read(int column, Json& out) override { return row_.read(at(column), out); }
  bool read(int column, std::string_view& out) override { return row_.read(at(column), out); }
  bool read_list(int column, TypeKind element, std::vector<Value>& out) override {
    return row_.read_list(at(column), element, out);
  }
  Value value(int column) override { return row_.value(at(column)); }

 private:
  [[nodiscard]] int at(int column) const { return places_[static_cast<std::size_t>(column)]; }

  RowReader& row_;
  std::vector<int> places_;
};

std::vector<int> in_order(std::size_t count) {
  std::vector<int> places(count);
  for (std::size_t i = 0; i < count; ++i) places[i] = static_cast<int>(i);
  return places;
}

void require_count(std::size_t wanted, Statement& statement) {
  const auto given = static_cast<std::size_t>(statement.column_count());
  if (given == wanted) return;
  throw QueryError(fmt::format("the query gives {} column{}, and {} {} to be read: {}", given, given == 1 ? "" : "s",
                               wanted, wanted == 1 ? "is" : "are", in_words(columns_of(statement))));
}

void read_column(Statement& statement, int column, const ValueOps* type, void* place) {
  try {
    if (type == nullptr)
      *static_cast<Value*>(place) = statement.value(column);
    else
      type->read(statement, column, place);
  } catch (const InvalidValue& error) {
    throw InvalidValue(
        fmt::format("column \"{}\" of the query can't be read: {}", statement.column_name(column), error.what()),
        error.details());
  }
}

std::shared_ptr<DatabaseCore> database_of(const detail::OwnSql& sql) {
  if (sql.database != nullptr) return sql.database->core();
  if (auto open = database_in_transaction()) return open;
  const std::optional<Database> usual = default_database();
  if (!usual) throw MappingError("from_sql() has no database to run on: connect(…) first, or give one");
  return usual->core();
}

}  // namespace

RecordSet detail::records_from_sql(const ModelInfo& model, const OwnSql& sql) {
  const std::shared_ptr<DatabaseCore> database =
      resolve_database(model, sql.database == nullptr ? nullptr : sql.database->core());
  std::vector<std::string_view> wanted;
  for (const AttributeInfo& attribute : model.attributes) wanted.push_back(attribute.column);
  const LoadOptions options;
  RecordBuilder records(model, database, options, 0);
  read_user_query(*database, sql.text, sql.arguments, model.name, [&](Statement& statement, Execution& execution) {
    bool row = statement.step();
    const std::vector<int> places = places_of(wanted, statement, model.name);
    RearrangedRow rearranged(statement, places);
    RowReader& reader = places == in_order(places.size()) ? static_cast<RowReader&>(statement) : rearranged;
    for (; row; row = statement.step()) records.add(reader);
    execution.rows = records.size();
  });
  RecordSet found = records.finish();
  if (model.tells_found) tell_found(found);
  return found;
}

void detail::rows_from_sql(const OwnSql& sql, const RowSink& sink, std::span<const std::string_view> names) {
  read_user_query(*database_of(sql), sql.text, sql.arguments, {}, [&](Statement& statement, Execution& execution) {
    bool row = statement.step();
    if (names.empty()) require_count(sink.places.size(), statement);
    const std::vector<int> places =
        names.empty() ? in_order(sink.places.size()) : places_of(names, statement, "a struct");
    for (; row; row = statement.step()) {
      for (std::size_t i = 0; i < places.size(); ++i) read_column(statement, places[i], sink.types[i], sink.places[i]);
      sink.take(sink.list);
      ++execution.rows;
    }
  });
}

}  // namespace rowan
